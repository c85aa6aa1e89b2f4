"""Views of the shell: log-in, language, theme, branch, brand, words of an amount, gallery."""

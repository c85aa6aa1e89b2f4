// The theme changes at once; the server is told so that the next page arrives in it.
export function watchTheme(root: Document): void {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!(form instanceof HTMLFormElement) || !(button instanceof HTMLButtonElement)) return;
    if (form.dataset.theme === undefined) return;
    event.preventDefault();
    root.documentElement.dataset.theme = button.value;
    for (const other of form.querySelectorAll("button")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    const body = new FormData(form);
    body.set(button.name, button.value);
    void fetch(form.action, { method: "POST", body, redirect: "manual" });
    root.dispatchEvent(new Event("themechange"));
  });
}

// The finds below the search on top: arrows walk through them, Escape and leaving close them.

/** The place after (or before) the present one; before the first is the field itself (-1). */
export function nextPlace(count: number, at: number, step: 1 | -1): number {
  return Math.max(-1, Math.min(count - 1, at + step));
}

export function watchSuggestions(root: Document): void {
  const field = root.querySelector<HTMLInputElement>("[data-search]");
  const box = root.querySelector<HTMLElement>("[data-found]");
  const form = field?.form;
  if (!field || !box || !form) return;
  const close = () => box.replaceChildren();
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
      field.focus();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = [...box.querySelectorAll<HTMLAnchorElement>("a")];
    if (links.length === 0) return;
    event.preventDefault();
    const at = links.findIndex((link) => link === root.activeElement);
    const next = nextPlace(links.length, at, event.key === "ArrowDown" ? 1 : -1);
    (links[next] ?? field).focus();
  });
  root.addEventListener("focusin", (event) => {
    if (!form.contains(event.target as Node)) close();
  });
  root.addEventListener("click", (event) => {
    if (!form.contains(event.target as Node)) close();
  });
}

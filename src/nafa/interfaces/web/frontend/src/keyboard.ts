// `/` to search, `j` `k` `Enter` in lists, Ctrl+Enter to send, Escape to close a menu.

function isPick(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && ["checkbox", "radio"].includes(target.type);
}

function isInRow(target: EventTarget | null): boolean {
  return isPick(target) && (target as HTMLElement).closest("tr[data-row]") !== null;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    !isPick(target) &&
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName))
  );
}

/** The row after (or before) the one the keyboard is on; it stops at the ends. */
export function nextRow(rows: number, at: number, step: 1 | -1): number {
  if (rows === 0) return -1;
  if (at < 0) return step === 1 ? 0 : rows - 1;
  return Math.min(rows - 1, Math.max(0, at + step));
}

function move(root: Document, step: 1 | -1): void {
  const rows = [...root.querySelectorAll<HTMLElement>("tr[data-row]")];
  const next = rows[nextRow(rows.length, rows.findIndex((row) => row.matches(".at")), step)];
  if (!next) return;
  for (const row of rows) row.classList.toggle("at", row === next);
  (next.querySelector<HTMLElement>("a") ?? next.querySelector<HTMLElement>("input"))?.focus();
  next.scrollIntoView({ block: "nearest" });
}

function open(root: Document): void {
  root.querySelector<HTMLAnchorElement>("tr.at a")?.click();
}

function send(target: EventTarget | null): void {
  if (target instanceof HTMLElement) target.closest("form")?.requestSubmit();
}

function onKey(event: KeyboardEvent): void {
  const root = document;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    send(event.target);
    return;
  }
  if (event.key === "Escape") closeMenus(root);
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    root.querySelector<HTMLInputElement>("[data-search]")?.focus();
  } else if (event.key === "j" || event.key === "k") {
    move(root, event.key === "j" ? 1 : -1);
  } else if (event.key === "Enter" && (event.target === root.body || isInRow(event.target))) {
    event.preventDefault(); // a tick in a list must not send the list's form
    open(root);
  }
}

function closeMenus(root: Document, but?: Node): void {
  for (const menu of root.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    if (but && menu.contains(but)) continue;
    const held = menu.contains(root.activeElement);
    menu.open = false;
    if (held) menu.querySelector("summary")?.focus();
  }
}

export function watchKeyboard(root: Document): void {
  root.addEventListener("keydown", onKey);
  root.addEventListener("click", (event) => closeMenus(root, event.target as Node));
}

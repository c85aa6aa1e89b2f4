// Nothing typed is ever lost: an unsent form is kept in this tab and brought back.
//
// A draft belongs to one person and one form. It remembers whether it was sent: then its
// idempotency key comes back with it, so that sending again after a dropped line finds the
// first outcome and never does the thing twice.

export interface Draft {
  sent: boolean;
  fields: [name: string, value: string][];
}

const PREFIX = "draft:";
const NEVER = new Set(["csrfmiddlewaretoken", "next"]);

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.elements].filter(
    (part): part is Field =>
      (part instanceof HTMLInputElement && !["password", "file", "submit"].includes(part.type)) ||
      part instanceof HTMLSelectElement ||
      part instanceof HTMLTextAreaElement,
  ).filter((field) => field.name !== "" && !NEVER.has(field.name));
}

function isChoice(field: Field): field is HTMLInputElement {
  return field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type);
}

export function read(form: HTMLFormElement, sent = false): Draft {
  const fields: Draft["fields"] = [];
  for (const field of fieldsOf(form)) {
    if (isChoice(field) && !field.checked) continue;
    fields.push([field.name, field.value]);
  }
  return { sent, fields };
}

/** Put a draft back. The key of a form that was never sent stays the page's own. */
export function write(form: HTMLFormElement, draft: Draft): void {
  const left = draft.fields.map(([name, value]) => ({ name, value }));
  for (const field of fieldsOf(form)) {
    if (field.name === "key" && !draft.sent) continue;
    const at = left.findIndex(
      (kept) => kept.name === field.name && (!isChoice(field) || kept.value === field.value),
    );
    if (isChoice(field)) field.checked = at >= 0;
    else if (at >= 0) field.value = left[at]!.value;
    if (at >= 0) left.splice(at, 1);
  }
}

export function slot(person: string, path: string, name: string): string {
  return `${PREFIX}${person}:${path}:${name}`;
}

function draftsOf(store: Storage): string[] {
  return Object.keys(store).filter((name) => name.startsWith(PREFIX));
}

/** Another person at the same machine never sees what the one before typed. */
export function forgetOthers(store: Storage, person: string): void {
  for (const name of draftsOf(store)) {
    if (!name.startsWith(`${PREFIX}${person}:`)) store.removeItem(name);
  }
}

/** The server said that the form at this address was carried out. */
export function forgetSent(store: Storage, person: string, path: string): void {
  for (const name of draftsOf(store)) {
    if (name.startsWith(`${PREFIX}${person}:${path}:`)) store.removeItem(name);
  }
}

export function forgetAll(store: Storage): void {
  for (const name of draftsOf(store)) store.removeItem(name);
}

function keepForm(form: HTMLFormElement, store: Storage, person: string): void {
  const name = slot(person, location.pathname + location.search, form.dataset.keep ?? "form");
  const saved = store.getItem(name);
  const notice = form.querySelector<HTMLElement>("[data-kept]");
  if (saved !== null && form.dataset.bound === undefined) {
    write(form, JSON.parse(saved) as Draft);
    form.dispatchEvent(new Event("change", { bubbles: true }));
    if (notice) notice.hidden = false;
  }
  const keep = (sent: boolean) => store.setItem(name, JSON.stringify(read(form, sent)));
  form.addEventListener("input", () => keep(false));
  form.addEventListener("submit", () => keep(true));
  notice?.querySelector("button")?.addEventListener("click", () => {
    store.removeItem(name);
    location.reload();
  });
}

export function watchDrafts(root: Document, store: Storage): void {
  const person = root.body.dataset.person;
  if (!person) return;
  forgetOthers(store, person);
  for (const said of root.querySelectorAll<HTMLElement>("[data-done]")) {
    forgetSent(store, person, said.dataset.done ?? "");
  }
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-keep]")) {
    keepForm(form, store, person);
  }
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-leave]")) {
    form.addEventListener("submit", () => forgetAll(store));
  }
}

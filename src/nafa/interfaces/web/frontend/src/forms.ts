// Sending a form: once, by Ctrl+Enter too, and with the errors read first.

/** A second press while the first is under way sends nothing. */
function sendOnce(root: Document): void {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method === "dialog" || event.defaultPrevented)
      return;
    if (form.dataset.sending !== undefined) {
      event.preventDefault();
      return;
    }
    if (form.method === "get" || form.hasAttribute("hx-post")) return;
    form.dataset.sending = "";
    for (const button of form.querySelectorAll("button:not([type=button])")) {
      button.setAttribute("aria-busy", "true");
    }
  });
  window.addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll<HTMLFormElement>("form[data-sending]")) {
      delete form.dataset.sending;
      for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
    }
  });
}

/** Leaving a required field empty, or an impossible value, is said beside the field at once. */
function checkOnLeaving(root: Document): void {
  root.addEventListener("focusout", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || field.value === "") return;
    const row = field.closest<HTMLElement>(".row");
    const place = row?.querySelector<HTMLElement>("[data-leaving]");
    if (!row || !place) return;
    const wrong = !field.validity.valid;
    place.textContent = wrong ? field.validationMessage : "";
    place.hidden = !wrong;
    field.closest(".field")?.classList.toggle("invalid", wrong);
  });
}

function focusErrors(root: Document): void {
  root.querySelector<HTMLElement>("[data-summary], [data-refusal]")?.focus();
}

export function watchForms(root: Document): void {
  sendOnce(root);
  checkOnLeaving(root);
  focusErrors(root);
}

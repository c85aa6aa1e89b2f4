// Asking before something that is hard to undo, in a native dialog.

/** The page's one confirmation dialog, filled from the button that was pressed. */
function ask(dialog: HTMLDialogElement, button: HTMLButtonElement): void {
  const form = button.form;
  if (!form) return;
  dialog.querySelector("[data-words]")!.textContent = button.dataset.confirm ?? "";
  const yes = dialog.querySelector<HTMLButtonElement>("[data-yes]")!;
  yes.textContent = button.textContent?.trim() ?? "";
  yes.className = `button ${button.matches(".button-danger") ? "button-danger" : "button-primary"}`;
  yes.onclick = () => {
    dialog.close();
    button.dataset.confirmed = "";
    form.requestSubmit(button);
    delete button.dataset.confirmed;
  };
  dialog.showModal();
}

export function watchDialogs(root: Document): void {
  const dialog = root.querySelector<HTMLDialogElement>("#confirm");
  root.addEventListener(
    "submit",
    (event) => {
      const button = event.submitter;
      if (!(button instanceof HTMLButtonElement) || !dialog) return;
      if (button.dataset.confirm === undefined || button.dataset.confirmed !== undefined) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(dialog, button);
    },
    true,
  );
  root.addEventListener("click", (event) => {
    const button = (event.target as HTMLElement).closest<HTMLElement>("[data-opens], [data-print]");
    if (button?.dataset.print !== undefined) window.print();
    const opened = button?.dataset.opens && root.getElementById(button.dataset.opens);
    if (opened instanceof HTMLDialogElement) opened.showModal();
  });
}

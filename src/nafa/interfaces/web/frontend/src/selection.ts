// Picking rows for one action on all of them; the bar says how many.

function update(form: HTMLElement): void {
  const boxes = [...form.querySelectorAll<HTMLInputElement>("input[data-pick]")];
  const picked = boxes.filter((box) => box.checked);
  for (const box of boxes) box.closest("tr")?.setAttribute("aria-selected", String(box.checked));
  const all = form.querySelector<HTMLInputElement>("input[data-pick-all]");
  if (all) {
    all.checked = picked.length > 0 && picked.length === boxes.length;
    all.indeterminate = picked.length > 0 && picked.length < boxes.length;
  }
  const bar = form.querySelector<HTMLElement>("[data-bulk]");
  if (!bar) return;
  bar.hidden = picked.length === 0;
  const count = bar.querySelector("[data-picked]");
  if (count) count.textContent = String(picked.length);
}

export function watchSelection(root: Document): void {
  root.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement)) return;
    const form = box.closest<HTMLElement>("[data-selection]");
    if (!form) return;
    if (box.dataset.pickAll !== undefined) {
      for (const one of form.querySelectorAll<HTMLInputElement>("input[data-pick]")) {
        one.checked = box.checked;
      }
    }
    update(form);
  });
  for (const form of root.querySelectorAll<HTMLElement>("[data-selection]")) update(form);
}

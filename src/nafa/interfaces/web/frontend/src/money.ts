// The money field: groups digits as one types, refuses letters, keeps the caret.
const SPACE = "\u00a0";

export interface Edit {
  value: string;
  caret: number;
}

/** Which characters an amount may hold: digits, and one decimal mark where the currency has one. */
function clean(text: string, decimals: number): string {
  const digits = text.replace(decimals > 0 ? /[^0-9.,]/g : /[^0-9]/g, "").replace(".", ",");
  const [whole = "", ...rest] = digits.split(",");
  if (rest.length === 0) return whole;
  return `${whole},${rest.join("").replace(/[.,]/g, "").slice(0, decimals)}`;
}

function groupWhole(whole: string): string {
  const short = whole.replace(/^0+(?=\d)/, "");
  return short.replace(/\B(?=(\d{3})+$)/g, SPACE);
}

/** `1250000` becomes `1 250 000`; what is not part of an amount is dropped. */
export function group(text: string, decimals = 0): string {
  const [whole = "", fraction] = clean(text, decimals).split(",");
  return fraction === undefined ? groupWhole(whole) : `${groupWhole(whole)},${fraction}`;
}

/** The grouped value, and the caret behind the same digit as before. */
export function edit(value: string, caret: number, decimals = 0): Edit {
  const wanted = clean(value.slice(0, caret), decimals).length;
  const grouped = group(value, decimals);
  const lost = clean(value, decimals).length - grouped.split(SPACE).join("").length;
  let left = Math.max(0, wanted - lost);
  let position = 0;
  while (left > 0 && position < grouped.length) {
    if (grouped[position] !== SPACE) left -= 1;
    position += 1;
  }
  return { value: grouped, caret: position };
}

/** A pasted `1.250.000` or `1,250.00` cannot be read for certain: the server refuses it. */
export function isAmbiguous(text: string, decimals = 0): boolean {
  const marks = text.match(/[.,]/g) ?? [];
  return decimals === 0 ? marks.length > 0 : marks.length > 1;
}

function onInput(event: Event): void {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || field.dataset.money === undefined) return;
  const decimals = Number(field.dataset.decimals ?? "0");
  const pasted = event instanceof InputEvent && event.inputType === "insertFromPaste";
  if (pasted && isAmbiguous(field.value, decimals)) return;
  const next = edit(field.value, field.selectionStart ?? field.value.length, decimals);
  if (next.value === field.value) return;
  field.value = next.value;
  field.setSelectionRange(next.caret, next.caret);
}

/** Backspace over a separator takes the digit before it, not only the space. */
function onKeyDown(event: KeyboardEvent): void {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || field.dataset.money === undefined) return;
  const { selectionStart: from, selectionEnd: to } = field;
  if (from === null || from !== to) return;
  if (event.key === "Backspace" && field.value[from - 1] === SPACE) {
    field.setSelectionRange(from - 1, from - 1);
  } else if (event.key === "Delete" && field.value[from] === SPACE) {
    field.setSelectionRange(from + 1, from + 1);
  }
}

export function watchMoney(root: Document): void {
  root.addEventListener("input", onInput, true);
  root.addEventListener("keydown", onKeyDown, true);
}

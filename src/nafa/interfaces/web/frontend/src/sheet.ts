// The collection sheet: totals as one types, the counted cash beside them, keys from line to line.
import { group } from "./money";

/** A typed amount in the smallest unit; what is not an amount counts as nothing. */
export function minorOf(text: string): number {
  const digits = text.replace(/[\s\u00a0\u202f]/g, "");
  return /^\d+$/.test(digits) ? Number(digits) : 0;
}

export function sumOf(amounts: string[]): number {
  return amounts.reduce((sum, text) => sum + minorOf(text), 0);
}

/** `-1 500`, with the grouping of amounts. */
export function signed(minor: number): string {
  return (minor < 0 ? "−" : "") + group(String(Math.abs(minor)));
}

/** The amount field a step away; it stops at the ends. */
export function nextField(count: number, at: number, step: 1 | -1): number {
  return Math.min(count - 1, Math.max(0, at + step));
}

const takes = (part: ParentNode) => [...part.querySelectorAll<HTMLInputElement>("input[data-take]")];
const put = (part: ParentNode, name: string, text: string) => {
  const place = part.querySelector<HTMLElement>(`[${name}]`);
  if (place) place.textContent = text;
};

function update(form: HTMLElement): void {
  for (const part of form.querySelectorAll<HTMLElement>("[data-collect]")) {
    put(part, "data-collected", signed(sumOf(takes(part).map((field) => field.value))));
  }
  const sum = sumOf(takes(form).map((field) => field.value));
  put(form, "data-sum", signed(sum));
  const counted = form.querySelector<HTMLInputElement>("[name=counted]");
  const place = form.querySelector<HTMLElement>("[data-difference]");
  if (counted && place) {
    const difference = minorOf(counted.value) - sum;
    place.textContent = counted.value === "" ? "–" : signed(difference);
    place.classList.toggle("late", counted.value !== "" && difference !== 0);
  }
  const till = form.querySelector<HTMLElement>("[data-till]");
  if (till) till.textContent = signed(Number(till.dataset.till) + sum);
}

/** Who is absent pays nothing; who pays is there. */
function agree(field: HTMLInputElement): void {
  const row = field.closest("tr");
  const amount = row?.querySelector<HTMLInputElement>("[data-take]");
  const absent = row?.querySelector<HTMLInputElement>("[data-absent]");
  if (!amount || !absent) return;
  if (field === absent && absent.checked) amount.value = "";
  if (field === amount && minorOf(amount.value) > 0) absent.checked = false;
}

function onKey(form: HTMLElement, event: KeyboardEvent): void {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || field.dataset.take === undefined) return;
  const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key] as 1 | -1 | undefined;
  if (step === undefined || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const fields = takes(form).filter((one) => one.closest("tr") !== null);
  const at = fields.indexOf(field);
  const counted = form.querySelector<HTMLInputElement>("[name=counted]");
  const next = at === fields.length - 1 && step === 1 ? counted : null;
  const wanted = next ?? fields[nextField(fields.length, at, step)];
  wanted?.focus();
  wanted?.select();
}

export function watchSheet(root: Document): void {
  for (const form of root.querySelectorAll<HTMLElement>("[data-sheet]")) {
    form.addEventListener("input", (event) => {
      if (event.target instanceof HTMLInputElement) agree(event.target);
      update(form);
    });
    form.addEventListener("keydown", (event) => onKey(form, event));
    update(form);
  }
}

import { expect, test } from "vitest";
import { watchSelection } from "./selection";

test("picking all fills the bar, unpicking one leaves the head box half", () => {
  document.body.innerHTML = `<form data-selection>
    <div data-bulk hidden><b data-picked></b></div>
    <table><tr><th><input type="checkbox" data-pick-all></th></tr>
    <tr><td><input type="checkbox" data-pick></td></tr>
    <tr><td><input type="checkbox" data-pick></td></tr></table></form>`;
  watchSelection(document);
  const all = document.querySelector<HTMLInputElement>("[data-pick-all]")!;
  const bar = document.querySelector<HTMLElement>("[data-bulk]")!;

  all.checked = true;
  all.dispatchEvent(new Event("change", { bubbles: true }));
  expect(bar.hidden).toBe(false);
  expect(bar.textContent).toBe("2");

  const one = document.querySelector<HTMLInputElement>("[data-pick]")!;
  one.checked = false;
  one.dispatchEvent(new Event("change", { bubbles: true }));
  expect(bar.textContent).toBe("1");
  expect([all.checked, all.indeterminate]).toEqual([false, true]);
});

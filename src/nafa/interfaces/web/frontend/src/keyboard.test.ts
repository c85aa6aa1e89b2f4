import { expect, test, vi } from "vitest";
import { nextRow, watchKeyboard } from "./keyboard";

function press(key: string, target: EventTarget = document.body, more: KeyboardEventInit = {}) {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...more }));
}

watchKeyboard(document);

test("moving stops at both ends of the list", () => {
  expect(nextRow(0, -1, 1)).toBe(-1);
  expect(nextRow(3, -1, 1)).toBe(0);
  expect(nextRow(3, -1, -1)).toBe(2);
  expect(nextRow(3, 2, 1)).toBe(2);
  expect(nextRow(3, 0, -1)).toBe(0);
});

test("j, j, k and Enter open the first row", () => {
  document.body.innerHTML = `<table><tr data-row><td><a href="#one">1</a></td></tr>
    <tr data-row><td><a href="#two">2</a></td></tr></table>`;
  const clicked = vi.fn((event: Event) => event.preventDefault());
  document.querySelector("a")!.addEventListener("click", clicked);

  press("j");
  press("j");
  expect(document.querySelectorAll("tr")[1]!.className).toBe("at");
  press("k");
  press("Enter");

  expect(clicked).toHaveBeenCalledOnce();
});

test("ticks in the rows do not stop the keys, and Enter on one does not send the form", () => {
  document.body.innerHTML = `<form><table><tr data-row><td><input type="checkbox" name="row"></td>
    <td><a href="#one">1</a></td></tr><tr data-row><td><input type="checkbox" name="row"></td>
    <td><a href="#two">2</a></td></tr></table></form>`;
  press("j");
  expect(document.activeElement?.getAttribute("href")).toBe("#one");
  const tick = document.querySelector("input")!;
  tick.focus();
  press("j", tick);
  expect(document.activeElement?.getAttribute("href")).toBe("#two");
  const enter = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true });
  tick.dispatchEvent(enter);
  expect(enter.defaultPrevented).toBe(true);
});

test("a slash in a field is a slash, elsewhere it is the search", () => {
  document.body.innerHTML = `<input data-search id="s"><input id="other">`;
  const other = document.getElementById("other")!;
  other.focus();
  press("/", other);
  expect(document.activeElement).toBe(other);
  press("/");
  expect(document.activeElement?.id).toBe("s");
});

test("Ctrl+Enter sends the form one is in", () => {
  document.body.innerHTML = `<form><textarea></textarea></form>`;
  const sent = vi.fn((event: Event) => event.preventDefault());
  document.querySelector("form")!.addEventListener("submit", sent);

  press("Enter", document.querySelector("textarea")!, { ctrlKey: true });

  expect(sent).toHaveBeenCalledOnce();
});

import { beforeEach, expect, test } from "vitest";
import { minorOf, nextField, signed, sumOf, watchSheet } from "./sheet";

beforeEach(() => {
  document.body.innerHTML = `<form data-sheet><div data-collect><b data-collected></b><table>
    <tr><td><input data-take value="1 000"></td><td><input type="checkbox" data-absent></td></tr>
    <tr><td><input data-take value="500"></td><td><input type="checkbox" data-absent></td></tr>
    </table></div><p data-sum></p><p data-difference></p><input name="counted"></form>`;
  watchSheet(document);
});

const field = (place: number) =>
  document.querySelectorAll<HTMLInputElement>("[data-take]")[place]!;
const said = (name: string) => document.querySelector(`[${name}]`)!.textContent;
const type = (input: HTMLInputElement, value: string) => {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
};

test("amounts are read as they are grouped, what is no amount counts as nothing", () => {
  expect(minorOf("1 250 000")).toBe(1250000);
  expect(minorOf("12a")).toBe(0);
  expect(sumOf(["1 000", "", "500"])).toBe(1500);
  expect(signed(-1500)).toBe("−1\u00a0500");
});

test("totals follow what is typed, and the count is held against them", () => {
  expect(said("data-sum")).toBe("1\u00a0500");
  type(field(1), "700");
  expect(said("data-collected")).toBe("1\u00a0700");
  type(document.querySelector<HTMLInputElement>("[name=counted]")!, "1 600");
  expect(said("data-difference")).toBe("−100");
});

test("who is absent pays nothing, who pays is there", () => {
  const absent = document.querySelectorAll<HTMLInputElement>("[data-absent]")[0]!;
  absent.checked = true;
  absent.dispatchEvent(new Event("input", { bubbles: true }));
  expect(field(0).value).toBe("");
  type(field(0), "5");
  expect(absent.checked).toBe(false);
});

test("keys go from line to line, then to the count", () => {
  const press = (key: string) =>
    document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  field(0).focus();
  press("Enter");
  expect(document.activeElement).toBe(field(1));
  press("ArrowUp");
  expect(document.activeElement).toBe(field(0));
  press("Enter");
  press("Enter");
  expect((document.activeElement as HTMLInputElement).name).toBe("counted");
  expect(nextField(2, 1, 1)).toBe(1);
});

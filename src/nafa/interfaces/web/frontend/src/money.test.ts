import { expect, test } from "vitest";
import { edit, group, isAmbiguous, watchMoney } from "./money";

const S = "\u00a0";

test("digits are grouped by three from the right", () => {
  expect(group("1250000")).toBe(`1${S}250${S}000`);
  expect(group("999")).toBe("999");
  expect(group("")).toBe("");
});

test("letters, signs and stray marks are refused", () => {
  expect(group("12a5b0-0")).toBe(`12${S}500`);
  expect(group("1.5")).toBe("15");
});

test("grouping again changes nothing", () => {
  for (let n = 0; n < 2000; n += 1) {
    const once = group(String(n * 7919 * 104729));
    expect(group(once)).toBe(once);
  }
});

test("decimals are kept where the currency has them, never more than it has", () => {
  expect(group("1250,507", 2)).toBe(`1${S}250,50`);
  expect(group("1250.5", 2)).toBe(`1${S}250,5`);
});

test("the caret stays behind the same digit for every place in the field", () => {
  const before = `1${S}250${S}000`;
  for (let caret = 0; caret <= before.length; caret += 1) {
    const typed = `${before.slice(0, caret)}7${before.slice(caret)}`;
    const next = edit(typed, caret + 1);
    const digitsLeft = (text: string) => text.split(S).join("").length;
    expect(digitsLeft(next.value.slice(0, next.caret))).toBe(
      digitsLeft(before.slice(0, caret)) + 1,
    );
  }
});

test("a letter in the middle does not move the caret", () => {
  expect(edit(`1${S}2x50`, 4)).toEqual({ value: `1${S}250`, caret: 3 });
});

test("a leading zero disappears under the caret", () => {
  expect(edit("05", 2)).toEqual({ value: "5", caret: 1 });
});

test("a pasted amount with marks that could mean two things is left for the server", () => {
  expect(isAmbiguous("1.250.000")).toBe(true);
  expect(isAmbiguous("1 250 000")).toBe(false);
  expect(isAmbiguous("1250,50", 2)).toBe(false);
  expect(isAmbiguous("1.250,50", 2)).toBe(true);
});

test("typing in a money field groups it, another field is left alone", () => {
  document.body.innerHTML = `<input id="m" data-money><input id="o">`;
  watchMoney(document);
  for (const id of ["m", "o"]) {
    const field = document.getElementById(id) as HTMLInputElement;
    field.value = "45000";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  expect((document.getElementById("m") as HTMLInputElement).value).toBe(`45${S}000`);
  expect((document.getElementById("o") as HTMLInputElement).value).toBe("45000");
});

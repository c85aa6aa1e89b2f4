import { expect, test } from "vitest";
import { fitted, range, spread, stack } from "./chart-data";

test("the top of a stack is the sum of its parts, a gap counts as nothing", () => {
  const parts = [
    { name: "a", colour: 1, values: [1, 2, null] },
    { name: "b", colour: 2, values: [10, null, 3] },
  ];
  expect(stack(parts)).toEqual([
    [1, 2, 0],
    [11, 2, 3],
  ]);
});

test("bars stand on zero, a line far from zero need not", () => {
  expect(range("bars", 900, 1000)[0]).toBe(0);
  expect(range("line", 900, 1000)[0]).toBeGreaterThan(800);
  expect(range("line", 10, 1000)[0]).toBe(0);
  expect(range("bars", 0, 0)).toEqual([0, 1]);
});

test("labels keep their order and never overlap", () => {
  const places = spread([50, 52, 51, 190], 16, 0, 200);
  const sorted = [...places].sort((a, b) => a - b);
  for (let n = 1; n < sorted.length; n += 1) {
    expect(sorted[n]! - sorted[n - 1]!).toBeGreaterThanOrEqual(16);
  }
  expect(places[0]!).toBeLessThan(places[2]!);
  expect(Math.max(...places)).toBeLessThanOrEqual(200);
});

test("a name under a bar is cut off only when it does not fit", () => {
  expect(fitted("Crédit individuel", 20)).toBe("Crédit individuel");
  expect(fitted("Crédit individuel", 8)).toBe("Crédit…");
  expect(fitted("Crédit", 0)).toBe("C…");
});

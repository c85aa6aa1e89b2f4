import { describe, expect, it } from "vitest";
import { isIdle } from "./lock";

describe("an untouched screen", () => {
  it("locks when the minutes are over, and not before", () => {
    expect(isIdle(0, 5, 5 * 60_000 - 1)).toBe(false);
    expect(isIdle(0, 5, 5 * 60_000)).toBe(true);
  });
});

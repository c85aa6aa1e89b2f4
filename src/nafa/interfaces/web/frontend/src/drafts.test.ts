import { beforeEach, expect, test } from "vitest";
import { forgetOthers, forgetSent, read, slot, watchDrafts, write } from "./drafts";

const FORM = `<form data-keep="loan">
  <input type="hidden" name="csrfmiddlewaretoken" value="secret">
  <input type="hidden" name="key" value="first-key">
  <input name="amount"><input type="password" name="code">
  <input type="radio" name="way" value="cash"><input type="radio" name="way" value="phone">
  <input name="member"><input name="member">
  <p data-kept hidden><button type="button">x</button></p>
</form>`;

function page(): HTMLFormElement {
  document.body.innerHTML = FORM;
  return document.querySelector("form")!;
}

function named(form: HTMLFormElement, name: string): HTMLInputElement {
  return form.elements.namedItem(name) as HTMLInputElement;
}

beforeEach(() => {
  sessionStorage.clear();
  document.body.dataset.person = "7";
});

test("what was typed comes back, choices and repeated fields too", () => {
  const form = page();
  named(form, "amount").value = "45 000";
  (form.querySelector("[value=phone]") as HTMLInputElement).checked = true;
  const members = form.querySelectorAll<HTMLInputElement>("[name=member]");
  members[0]!.value = "Awa";
  members[1]!.value = "Fatou";
  const draft = read(form);

  const again = page();
  write(again, draft);

  expect(read(again)).toEqual(draft);
});

test("passwords and tokens are never kept", () => {
  const form = page();
  named(form, "code").value = "hunter2";

  expect(JSON.stringify(read(form))).not.toMatch(/hunter2|secret/);
});

test("a form that was sent brings its key back, an unsent one takes the new key", () => {
  const form = page();
  const unsent = read(form, false);
  const sent = read(form, true);
  named(form, "key").value = "second-key";

  write(form, unsent);
  expect(named(form, "key").value).toBe("second-key");
  write(form, sent);
  expect(named(form, "key").value).toBe("first-key");
});

test("typing keeps, coming back restores and says so", () => {
  const form = page();
  watchDrafts(document, sessionStorage);
  named(form, "amount").value = "9 000";
  form.dispatchEvent(new Event("input", { bubbles: true }));

  const again = page();
  watchDrafts(document, sessionStorage);

  expect(named(again, "amount").value).toBe("9 000");
  expect(again.querySelector<HTMLElement>("[data-kept]")!.hidden).toBe(false);
});

test("a form the server sent back is not overwritten", () => {
  const form = page();
  sessionStorage.setItem(
    slot("7", location.pathname + location.search, "loan"),
    JSON.stringify({ sent: true, fields: [["amount", "1"]] }),
  );
  form.dataset.bound = "";
  named(form, "amount").value = "2";

  watchDrafts(document, sessionStorage);

  expect(named(form, "amount").value).toBe("2");
});

test("another person sees nothing, a finished form is forgotten", () => {
  sessionStorage.setItem(slot("7", "/a", "f"), "{}");
  sessionStorage.setItem(slot("8", "/a", "f"), "{}");
  forgetOthers(sessionStorage, "7");
  expect(Object.keys(sessionStorage)).toEqual([slot("7", "/a", "f")]);

  forgetSent(sessionStorage, "7", "/a");
  expect(Object.keys(sessionStorage)).toEqual([]);
});

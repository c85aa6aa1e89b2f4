import "./styles/main.scss";
import htmx from "htmx.org";
import "./favicon.svg?url";
import "./icons.svg?url";
import { watchDialogs } from "./dialogs";
import { watchDrafts } from "./drafts";
import { watchForms } from "./forms";
import { watchKeyboard } from "./keyboard";
import { watchMoney } from "./money";
import { watchTheme } from "./theme";

// Strict content policy: no style injected, nothing evaluated.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]");
  const detail = (event as CustomEvent<{ headers: Record<string, string> }>).detail;
  if (token) detail.headers["X-CSRFToken"] = token.value;
});

watchTheme(document);
watchDialogs(document); // before sending: it may hold a form back
watchForms(document);
watchDrafts(document, sessionStorage);
watchKeyboard(document);
watchMoney(document);
document.querySelector("[data-search]")?.addEventListener(
  "focus",
  () => void import("./suggestions").then(({ watchSuggestions }) => watchSuggestions(document)),
  { once: true },
);

// The lock is needed after minutes, or when somebody asks for it: it comes after the page.
const LOCK_COMES_MS = 30_000;
let lock: Promise<void> | undefined;
function withLock(): Promise<void> {
  lock ??= import("./lock").then(
    ({ watchLock }) => watchLock(document, localStorage),
    () => {
      lock = undefined;
      setTimeout(withLock, LOCK_COMES_MS);
    },
  );
  return lock;
}
setTimeout(withLock, LOCK_COMES_MS);
document.addEventListener("click", (event) => {
  const asked = (event.target as Element).closest<HTMLElement>("[data-locks]");
  if (!asked || lock) return;
  event.preventDefault();
  void withLock().then(() => lock && asked.click());
});

async function drawCharts(root: ParentNode): Promise<void> {
  if (root.querySelector("[data-chart]") === null) return;
  const { draw } = await import("./charts");
  draw(root);
}

// What only some pages need comes only to them.
async function watchParts(root: Document): Promise<void> {
  if (root.querySelector("[data-place]")) {
    (await import("./place")).watchPlace(root, navigator.geolocation);
  }
  if (root.querySelector("[data-passkey], [data-proof]")) {
    (await import("./passkeys")).watchPasskeys(root);
  }
  if (root.querySelector("[data-sheet]")) (await import("./sheet")).watchSheet(root);
  if (root.querySelector("[data-selection]")) (await import("./selection")).watchSelection(root);
}

void watchParts(document);
void drawCharts(document);
document.addEventListener("htmx:load", (event) => {
  const fresh = (event as CustomEvent<{ elt: HTMLElement }>).detail.elt;
  if (fresh !== document.body) void drawCharts(fresh.parentElement ?? fresh);
});

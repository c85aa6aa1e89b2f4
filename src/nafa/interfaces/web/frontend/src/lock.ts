// The screen locks when nobody touches it, over the page: what was typed stays where it is.
// The server locks as well and refuses until the person has proved to be there.

const SEEN = "nafa:touched";
const CHECK_MS = 5_000;
const WRITE_MS = 2_000;
const TELL_MS = 60_000;
const LOCKED = 423;

/** Tabs share the time of the last touch: working in one keeps the others open. */
export function isIdle(touchedAt: number, minutes: number, now: number): boolean {
  return now - touchedAt >= minutes * 60_000;
}

function send(url: string, form: HTMLFormElement, body?: URLSearchParams): Promise<Response> {
  const token = form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  return fetch(url, {
    method: "POST",
    headers: { "X-CSRFToken": token, "X-Requested-With": "fetch" },
    ...(body ? { body } : {}),
  });
}

class Lock {
  private touchedAt = Date.now();
  private toldAt = Date.now();
  private readonly form: HTMLFormElement;
  private readonly said: HTMLElement;

  constructor(
    private readonly dialog: HTMLDialogElement,
    private readonly minutes: number,
    private readonly store: Storage,
  ) {
    this.form = dialog.querySelector("form")!;
    this.said = dialog.querySelector("[data-said]")!;
    this.store.setItem(SEEN, String(this.touchedAt));
  }

  touch(): void {
    const now = Date.now();
    if (this.dialog.open || now - this.touchedAt < WRITE_MS) return;
    this.touchedAt = now;
    this.store.setItem(SEEN, String(now));
    if (now - this.toldAt < TELL_MS) return;
    this.toldAt = now;
    void send(this.dialog.dataset.presence ?? "", this.form)
      .then((answer) => answer.status === LOCKED && this.close(false))
      .catch(() => undefined); // no line: the page locks by its own clock
  }

  check(): void {
    const touchedAt = Math.max(this.touchedAt, Number(this.store.getItem(SEEN) ?? 0));
    if (!this.dialog.open && isIdle(touchedAt, this.minutes, Date.now())) this.close(true);
  }

  /** Shut: over everything; the server is told unless it said so itself. */
  close(tell: boolean): void {
    if (this.dialog.open) return;
    document.documentElement.classList.add("is-locked");
    this.dialog.showModal();
    if (tell) void send(this.dialog.dataset.lock ?? "", this.form).catch(() => undefined);
  }

  async open(body: URLSearchParams): Promise<void> {
    const answer = await send(this.form.action, this.form, body);
    if (answer.status === 401) location.assign(this.dialog.dataset.login ?? "/");
    if (answer.ok) {
      this.form.reset();
      this.say("");
      document.documentElement.classList.remove("is-locked");
      this.dialog.close();
      this.touch();
      return;
    }
    const words = (await answer.json().catch(() => ({}))) as { words?: string };
    this.say(words.words ?? String(answer.status));
  }

  private say(words: string): void {
    this.said.textContent = words;
    this.said.hidden = words === "";
  }

  watch(root: Document): void {
    for (const kind of ["keydown", "pointerdown", "wheel", "touchstart"]) {
      root.addEventListener(kind, () => this.touch(), { passive: true });
    }
    setInterval(() => this.check(), CHECK_MS);
    root.addEventListener("visibilitychange", () => this.check());
    this.dialog.addEventListener("cancel", (event) => event.preventDefault());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      const password = this.form.querySelector<HTMLInputElement>("[name=password]")!.value;
      void this.open(new URLSearchParams({ password })).catch(() => this.say("…"));
    });
    this.form.querySelector("[data-key]")?.addEventListener("click", () => void this.openByKey());
    root.addEventListener("click", (event) => {
      if (!(event.target as Element).closest("[data-locks]")) return;
      event.preventDefault();
      this.close(true);
    });
    root.addEventListener("htmx:responseError", (event) => {
      const detail = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
      if (detail.xhr.status === LOCKED) this.close(false);
    });
  }

  private async openByKey(): Promise<void> {
    try {
      const { optionsFrom, usePasskey } = await import("./passkeys");
      const options = await optionsFrom(this.form.dataset.ask ?? "", this.form);
      await this.open(new URLSearchParams({ credential: await usePasskey(options) }));
    } catch {
      this.say("…");
    }
  }
}

export function watchLock(root: Document, store: Storage): void {
  const minutes = Number(root.body.dataset.idle ?? 0);
  const dialog = root.querySelector<HTMLDialogElement>("#locked");
  if (dialog && minutes > 0) new Lock(dialog, minutes, store).watch(root);
}

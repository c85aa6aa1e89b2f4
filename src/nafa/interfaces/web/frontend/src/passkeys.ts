// Passkeys: the server's options to the browser's own dialog, its answer back into a form.
// Without a script, or where the browser knows no passkeys, the buttons stay hidden.

type Plain = Record<string, unknown>;

function bytes(text: string): ArrayBuffer {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0)).buffer;
}

function text(value: ArrayBuffer | null): string | undefined {
  if (value === null) return undefined;
  const plain = String.fromCharCode(...new Uint8Array(value));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** Options as JSON carries them, with bytes where the browser wants bytes. */
function withBytes(options: Plain): Plain {
  const listed = (name: string) =>
    ((options[name] as Plain[] | undefined) ?? []).map((one) => ({
      ...one,
      id: bytes(one.id as string),
    }));
  const user = options.user as Plain | undefined;
  return {
    ...options,
    challenge: bytes(options.challenge as string),
    allowCredentials: listed("allowCredentials"),
    excludeCredentials: listed("excludeCredentials"),
    ...(user ? { user: { ...user, id: bytes(user.id as string) } } : {}),
  };
}

function written(made: PublicKeyCredential): string {
  const given = made.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const response: Plain = { clientDataJSON: text(given.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"] as const) {
    if (given[name]) response[name] = text(given[name]);
  }
  return JSON.stringify({
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response,
    clientExtensionResults: made.getClientExtensionResults(),
  });
}

export async function makePasskey(options: Plain): Promise<string> {
  const publicKey = withBytes(options) as unknown as PublicKeyCredentialCreationOptions;
  return written((await navigator.credentials.create({ publicKey })) as PublicKeyCredential);
}

export async function usePasskey(options: Plain): Promise<string> {
  const publicKey = withBytes(options) as unknown as PublicKeyCredentialRequestOptions;
  return written((await navigator.credentials.get({ publicKey })) as PublicKeyCredential);
}

export async function optionsFrom(url: string, form: HTMLFormElement): Promise<Plain> {
  const token = form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  const answer = await fetch(url, {
    method: "POST",
    headers: { "X-CSRFToken": token, "X-Requested-With": "fetch" },
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as Plain;
}

function say(form: HTMLElement, words: string | undefined): void {
  const said = form.querySelector<HTMLElement>("[data-said]");
  if (!said) return;
  said.textContent = words ?? "";
  said.hidden = !words;
}

/** A form that asks the device first and is then sent with its answer. */
function watchForm(form: HTMLFormElement): void {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    const place = form.querySelector<HTMLInputElement>("[name=credential]")!;
    if (place.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(form, "");
    void (async () => {
      try {
        const options = await optionsFrom(form.dataset.ask ?? "", form);
        const ask = form.dataset.passkey === "create" ? makePasskey : usePasskey;
        place.value = await ask(options);
        form.submit();
      } catch {
        say(form, form.dataset.failed);
      }
    })();
  });
}

/** The question before a sensitive act: over the page, with the device's own dialog. */
function watchProof(form: HTMLFormElement): void {
  const dialog = form.closest("dialog");
  if (dialog) {
    dialog.close();
    dialog.showModal();
    dialog.addEventListener("cancel", (event) => event.preventDefault());
  }
  const button = form.querySelector<HTMLButtonElement>("[data-key]");
  const options = form.dataset.proof;
  if (!button || !options) return;
  button.hidden = false;
  const said = form.querySelector<HTMLElement>("[data-said]");
  button.addEventListener("click", () => {
    say(form, "");
    usePasskey(JSON.parse(options) as Plain)
      .then((answer) => {
        form.querySelector<HTMLInputElement>("[name=proof_credential]")!.value = answer;
        form.submit();
      })
      .catch(() => say(form, said?.dataset.failed));
  });
}

export function watchPasskeys(root: Document): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("[data-proof]")) watchProof(form);
  if (!("PublicKeyCredential" in window)) return;
  for (const form of root.querySelectorAll<HTMLFormElement>("[data-passkey]")) watchForm(form);
}

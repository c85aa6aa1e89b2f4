// Reading bytes: the base 32 of the payload, base 64 of notes, and values off the front.

export class Refusal extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ALIKE: Record<string, string> = { I: "1", L: "1", O: "0" };

/** Crockford's base 32; the spare bits of the last symbol must be zero. */
export function fromBase32(text: string): Uint8Array {
  const found = new Uint8Array(Math.floor((text.length * 5) / 8));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const symbol of text) {
    const value = SYMBOLS.indexOf(ALIKE[symbol] ?? symbol);
    if (value < 0) throw new Refusal("payload");
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      found[at++] = (held >> bits) & 0xff;
      held &= (1 << bits) - 1;
    }
  }
  if (held !== 0) throw new Refusal("payload");
  return found;
}

export function fromBase64(text: string): Uint8Array {
  let raw: string;
  try {
    raw = atob(text);
  } catch {
    throw new Refusal("base64");
  }
  if (btoa(raw) !== text) throw new Refusal("base64");
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}

export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

export function joined(...parts: Uint8Array[]): Uint8Array {
  const found = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    found.set(part, at);
    at += part.length;
  }
  return found;
}

export const written = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Takes values off the front of bytes. */
export class Source {
  private at = 0;

  constructor(private readonly raw: Uint8Array) {}

  get isAtEnd(): boolean {
    return this.at === this.raw.length;
  }

  take(count: number): Uint8Array {
    if (count < 0 || this.at + count > this.raw.length) throw new Refusal("payload");
    this.at += count;
    return this.raw.slice(this.at - count, this.at);
  }

  byte(): number {
    return this.take(1)[0] as number;
  }

  varint(): number {
    let found = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      found += (byte & 0x7f) * factor;
      if (found > Number.MAX_SAFE_INTEGER) throw new Refusal("payload");
      if (byte < 0x80) return found;
    }
  }

  /** A field: its length, then its value; a length of -1 for a value that is missing. */
  maybe(size?: number): Uint8Array | null {
    const length = new DataView(this.take(4).buffer).getInt32(0);
    if (length === -1) return null;
    if (size !== undefined && length !== size) throw new Refusal("payload");
    return this.take(length);
  }

  private field(size?: number): Uint8Array {
    const found = this.maybe(size);
    if (found === null) throw new Refusal("payload");
    return found;
  }

  int4(): number {
    return new DataView(this.field(4).buffer).getInt32(0);
  }

  int8(): bigint {
    return new DataView(this.field(8).buffer).getBigInt64(0);
  }

  id(): string {
    const hex = Array.from(this.field(16), (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  text(): string {
    return readText(this.field());
  }

  rest(): Uint8Array {
    return this.take(this.raw.length - this.at);
  }
}

export function readText(raw: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    throw new Refusal("payload");
  }
}

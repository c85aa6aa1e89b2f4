// A receipt proven by the log's public key alone: payload, path (RFC 9162), checkpoint (C2SP).
import * as ed25519 from "@noble/ed25519";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { fromBase32, fromBase64, isSame, joined, readText, Refusal, Source, written } from "./bytes";
import { type Leaf, readLeaf } from "./leaf";

ed25519.hashes.sha512 = sha512;

export interface Proof {
  leaf: Uint8Array;
  position: number;
  path: Uint8Array[];
  checkpoint: string;
}

export interface Key {
  name: string;
  id: Uint8Array;
  bytes: Uint8Array;
}

export interface Proven {
  leaf: Leaf;
  position: number;
  origin: string;
  size: number;
}

interface Note {
  text: string;
  signatures: { name: string; id: Uint8Array; body: Uint8Array }[];
}

const PREFIX = "NAFA1:";

/** The text of a QR code, or the text of a proof. */
export function readReceipt(text: string): Proof {
  if (text.trimStart().startsWith("c2sp.org/tlog-proof@v1\n")) return readProof(text.trimStart());
  const typed = text.toUpperCase().replace(/\s+/g, "");
  const at = typed.lastIndexOf(PREFIX);
  if (at < 0) throw new Refusal("payload");
  const source = new Source(fromBase32(typed.slice(at + PREFIX.length)));
  if (source.byte() !== 1) throw new Refusal("version");
  const position = source.varint();
  const path = Array.from({ length: source.byte() }, () => source.take(32));
  const leaf = source.take(source.varint());
  return { leaf, position, path, checkpoint: readText(source.rest()) };
}

function readProof(text: string): Proof {
  const gap = text.indexOf("\n\n");
  const lines = text.slice(0, gap).split("\n").slice(1);
  const extra = lines[0]?.startsWith("extra ") ? fromBase64((lines.shift() as string).slice(6)) : null;
  const position = Number(/^index (\d{1,15})$/.exec(lines.shift() ?? "")?.[1] ?? Number.NaN);
  if (gap < 0 || extra === null || Number.isNaN(position)) throw new Refusal("payload");
  return { leaf: extra, position, path: lines.map(fromBase64), checkpoint: text.slice(gap + 2) };
}

function keyBytes(text: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch {
    throw new Refusal("key");
  }
}

/** `name+id+base64` of an Ed25519 key. */
export function readKey(text: string): Key {
  const parts = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim());
  if (!parts) throw new Refusal("key");
  const body = keyBytes(parts[3] as string);
  const name = parts[1] as string;
  if (body.length !== 33 || body[0] !== 1) throw new Refusal("key");
  const id = sha256(joined(written(`${name}\n`), body)).slice(0, 4);
  const hex = Array.from(id, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hex !== parts[2]) throw new Refusal("key");
  return { name, id, bytes: body.slice(1) };
}

function readNote(note: string): Note {
  const at = note.lastIndexOf("\n\n");
  if (at < 0 || !note.endsWith("\n")) throw new Refusal("note");
  const signatures = note
    .slice(at + 2, -1)
    .split("\n")
    .map((line) => {
      const parts = /^— (\S+) (\S+)$/.exec(line);
      const body = fromBase64(parts?.[2] ?? "");
      if (!parts || body.length <= 4) throw new Refusal("note");
      return { name: parts[1] as string, id: body.slice(0, 4), body: body.slice(4) };
    });
  return { text: note.slice(0, at + 1), signatures };
}

async function isSigned(key: Key, body: Uint8Array, text: string): Promise<boolean> {
  if (body.length !== 64) return false;
  const subtle = globalThis.crypto?.subtle;
  try {
    const own = await subtle.importKey("raw", key.bytes as BufferSource, "Ed25519", false, [
      "verify",
    ]);
    return await subtle.verify("Ed25519", own, body as BufferSource, written(text) as BufferSource);
  } catch {
    return ed25519.verify(body, written(text), key.bytes); // a browser without Ed25519
  }
}

async function checkSignature(note: Note, keys: Key[]): Promise<void> {
  let isKnown = false;
  for (const one of note.signatures) {
    const key = keys.find((known) => known.name === one.name && isSame(known.id, one.id));
    if (!key) continue;
    if (!(await isSigned(key, one.body, note.text))) throw new Refusal("signature");
    isKnown = true;
  }
  if (!isKnown) throw new Refusal("unknown-key");
}

function rootOf(leaf: Uint8Array, position: number, size: number, path: Uint8Array[]): Uint8Array {
  if (position >= size) throw new Refusal("proof");
  let at = position;
  let last = size - 1;
  let found = sha256(joined(Uint8Array.of(0), leaf));
  for (const step of path) {
    if (last === 0) throw new Refusal("proof");
    if (at % 2 === 1 || at === last) {
      found = sha256(joined(Uint8Array.of(1), step, found));
      while (at % 2 === 0 && at > 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else {
      found = sha256(joined(Uint8Array.of(1), found, step));
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0) throw new Refusal("proof");
  return found;
}

/** What the receipt says, when it is proven. Throws a Refusal with its code. */
export async function verify(proof: Proof, keys: Key[]): Promise<Proven> {
  const note = readNote(proof.checkpoint);
  await checkSignature(note, keys);
  const [origin, size, root, ...others] = note.text.split("\n");
  if (!origin || !/^(0|[1-9]\d{0,15})$/.test(size ?? "") || !root || others.length < 1) {
    throw new Refusal("note");
  }
  if (!keys.some((key) => key.name === origin)) throw new Refusal("unknown-key");
  const reached = rootOf(proof.leaf, proof.position, Number(size), proof.path);
  if (!isSame(reached, fromBase64(root))) throw new Refusal("proof");
  return { leaf: readLeaf(proof.leaf), position: proof.position, origin, size: Number(size) };
}

// The page: text or picture in, proven or refused out. Everything happens in the browser.
import decodeQR from "qr/decode.js";
import { Refusal } from "./bytes";
import { type Proven, readKey, readReceipt, verify } from "./proof";
import { type Language, WORDS } from "./words";

const LARGEST_SIDE = 1600;
const PATIENCE_MS = 4000;
const WITHOUT_MINORS = new Set(["XOF", "XAF", "GNF", "KMF", "RWF", "BIF", "DJF", "UGX"]);
let language: Language = location.search.includes("lang=en") ? "en" : "fr";

function part<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

function speak(): void {
  document.documentElement.lang = language;
  document.title = WORDS[language].title;
  for (const one of document.querySelectorAll<HTMLElement>("[data-word]")) {
    const word = WORDS[language][one.dataset.word as "title"];
    if (typeof word === "string") one.textContent = word;
  }
}

function amount(minor: bigint, currency: string): string {
  const digits = WITHOUT_MINORS.has(currency) || !currency ? 0 : 2;
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  const cents = digits ? `${language === "fr" ? "," : "."}${text.slice(-digits)}` : "";
  return `${minor < 0n ? "−" : ""}${whole}${cents} ${currency}`.trim();
}

function written(iso: string): string {
  const day = new Date(`${iso}T00:00:00Z`);
  return day.toLocaleDateString(language, { dateStyle: "long", timeZone: "UTC" });
}

function fact(list: HTMLElement, label: string, value: string): void {
  if (!value) return;
  const row = document.createElement("div");
  const term = document.createElement("dt");
  const told = document.createElement("dd");
  term.textContent = label;
  told.textContent = value;
  row.append(term, told);
  list.append(row);
}

function show(isProven: boolean, title: string, lead: string): HTMLElement {
  const result = part("result");
  const head = document.createElement("h2");
  const words = document.createElement("p");
  const list = document.createElement("dl");
  head.textContent = title;
  words.textContent = lead;
  result.className = isProven ? "proven" : "refused";
  result.replaceChildren(head, words, list);
  result.hidden = false;
  result.focus();
  return list;
}

function showProven(found: Proven): void {
  const words = WORDS[language];
  const { leaf } = found;
  const list = show(true, words.proven, words.provenLead);
  fact(list, leaf.isEntry ? words.entry : words.balance, leaf.number.toString());
  fact(list, words.date, written(leaf.bookedDate));
  fact(list, words.operation, leaf.kind);
  fact(list, words.reference, leaf.reference);
  fact(list, words.label, leaf.memo);
  for (const line of leaf.lines) {
    if (line.debit) fact(list, words.debit, amount(line.debit, line.currency));
    if (line.credit) fact(list, words.credit, amount(line.credit, line.currency));
  }
  fact(list, words.position, `${found.position} ${words.of} ${found.size}`);
  fact(list, words.journal, found.origin);
}

function showRefused(fault: unknown): void {
  const words = WORDS[language];
  const code = fault instanceof Refusal ? fault.code : "payload";
  const reason = words.reasons[code as keyof typeof words.reasons] ?? code;
  show(false, words.refused, reason);
  part("result").append(Object.assign(document.createElement("p"), { textContent: words.refusedLead }));
}

async function check(): Promise<void> {
  part("result").hidden = true;
  try {
    const typed = part<HTMLTextAreaElement>("key").value.split("\n").filter((line) => line.trim());
    if (!typed.length) throw new Refusal("key");
    const keys = typed.map(readKey);
    showProven(await verify(readReceipt(part<HTMLTextAreaElement>("receipt").value), keys));
  } catch (fault) {
    showRefused(fault);
  }
}

async function readPicture(file: File): Promise<void> {
  try {
    const picture = await createImageBitmap(file);
    const factor = Math.min(1, LARGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * factor);
    canvas.height = Math.round(picture.height * factor);
    const drawing = canvas.getContext("2d") as CanvasRenderingContext2D;
    drawing.fillStyle = "#fff";
    drawing.fillRect(0, 0, canvas.width, canvas.height);
    drawing.imageSmoothingEnabled = factor < 1;
    drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const pixels = drawing.getImageData(0, 0, canvas.width, canvas.height);
    const text = decodeQR(pixels, { timeLimit: PATIENCE_MS, effort: 3 });
    if (!text) throw new Refusal("picture");
    part<HTMLTextAreaElement>("receipt").value = text;
  } catch {
    showRefused(new Refusal("picture"));
    return;
  }
  await check();
}

function fillFromAddress(): void {
  const given = new URLSearchParams(location.hash.slice(1));
  part<HTMLTextAreaElement>("key").value = given.getAll("key").join("\n");
  part<HTMLTextAreaElement>("receipt").value = given.get("receipt") ?? "";
}

part("form").addEventListener("submit", (event) => {
  event.preventDefault();
  void check();
});
part<HTMLInputElement>("picture").addEventListener("change", (event) => {
  const file = (event.target as HTMLInputElement).files?.[0];
  if (file) void readPicture(file);
});
part("language").addEventListener("click", () => {
  language = language === "fr" ? "en" : "fr";
  part("result").hidden = true;
  speak();
});
fillFromAddress();
speak();

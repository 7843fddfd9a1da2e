// The receipt code: eight words or 26 digits, and the keys that follow from it (app/wire/receipt_code.py).

import { wordlist } from "../third/words.js";
import { derived, hex, random, sha256, utf8 } from "./bytes.js";

export const WORDS = wordlist.map((word) => word.normalize("NFC"));
const KNOWN = new Set(WORDS);
const COUNT = 8;
const DIGITS = 26;
const ROUNDS = 600000;

export function newWords() {
  const drawn = new Uint16Array(random(2 * COUNT).buffer);
  return Array.from(drawn, (number) => WORDS[number % 2048]).join(" ");
}

export function newDigits() {
  let digits = "";
  while (digits.length < DIGITS) {
    const [byte] = random(1);
    if (byte < 250) digits += byte % 10;
  }
  return digits;
}

// The code as it is hashed, out of what a person typed; null where it can be no code.
export function normalised(typed) {
  const plain = typed.normalize("NFC").trim();
  const digits = plain.replace(/[\s.-]/g, "");
  if (/^[0-9]{26}$/.test(digits)) return digits;
  const parts = plain.split(/\s+/);
  return parts.length === COUNT && parts.every((word) => KNOWN.has(word)) ? parts.join(" ") : null;
}

// Which of the typed words are on no list, by their places from 1.
export function strangers(typed) {
  const parts = typed.normalize("NFC").trim().split(/\s+/);
  return parts.flatMap((word, at) => (KNOWN.has(word) ? [] : [at + 1]));
}

// A code as it is written down: eight words, or digits in groups of four.
export function shown(code) {
  return /^[0-9]/.test(code) ? code.match(/.{1,4}/g) : code.split(" ");
}

export async function thread(code, centre) {
  const key = await crypto.subtle.importKey("raw", utf8(code), "PBKDF2", false, ["deriveBits"]);
  const told = { name: "PBKDF2", hash: "SHA-256", salt: utf8("gyeot/1|" + centre), iterations: ROUNDS };
  const root = new Uint8Array(await crypto.subtle.deriveBits(told, key, 256));
  const part = (label, size) => derived(root, new Uint8Array(0), label, 8 * size);
  const id = await part("gyeot/1 mailbox id", 16);
  const token = await part("gyeot/1 mailbox token", 32);
  return {
    id: hex(id),
    token: hex(token),
    mailbox: hex(await sha256(id)),
    pass: hex(await sha256(token)),
    replyKey: await part("gyeot/1 reply key", 32),
    ownKey: await part("gyeot/1 own copy", 32),
  };
}

// Bytes, hex, base64 and canonical JSON, as app/wire/canonical.py writes them.

const encoder = new TextEncoder();

export class Malformed extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

export const utf8 = (text) => encoder.encode(text);
export const text = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
export const random = (size) => crypto.getRandomValues(new Uint8Array(size));
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function unhex(digits) {
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) => parseInt(digits.substr(2 * at, 2), 16));
}

export function join(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function base64(bytes) {
  let letters = "";
  for (let at = 0; at < bytes.length; at += 0x8000) letters += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(letters);
}

export function unbase64(letters) {
  try {
    const bytes = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
    if (base64(bytes) === letters) return bytes;
  } catch {
    // told below
  }
  throw new Malformed("base64");
}

// Sorted names, no spaces, plain ASCII.
export function canonical(value) {
  const plain = JSON.stringify(sorted(value));
  return plain.replace(/[^\x00-\x7e]/g, (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0"));
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]));
}

export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

export const digest = async (bytes) => "sha256:" + hex(await sha256(bytes));

export async function derived(secret, salt, label, bits) {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const told = { name: "HKDF", hash: "SHA-256", salt, info: utf8(label) };
  return new Uint8Array(await crypto.subtle.deriveBits(told, key, bits));
}

export async function hmac(key, bytes) {
  const sealer = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", sealer, bytes));
}

async function aes(key, use) {
  return crypto.subtle.importKey("raw", key, "AES-GCM", false, [use]);
}

const gcm = (nonce, bound) => ({ name: "AES-GCM", iv: nonce, ...(bound ? { additionalData: bound } : {}) });

export async function encrypt(key, nonce, plain, bound) {
  return new Uint8Array(await crypto.subtle.encrypt(gcm(nonce, bound), await aes(key, "encrypt"), plain));
}

export async function decrypt(key, nonce, sealed, bound) {
  try {
    return new Uint8Array(await crypto.subtle.decrypt(gcm(nonce, bound), await aes(key, "decrypt"), sealed));
  } catch {
    throw new Malformed("sealed");
  }
}

export function padded(content, sizes) {
  const size = sizes.find((one) => content.length <= one);
  if (size === undefined) throw new Malformed("content");
  const whole = new Uint8Array(size);
  whole.set(content);
  return whole;
}

export function unpadded(bytes) {
  let end = bytes.length;
  while (end && bytes[end - 1] === 0) end -= 1;
  return bytes.subarray(0, end);
}

// MAGIC | length u16 | header | the rest; the header must be canonical.
export function split(raw, magic, most) {
  const start = magic.length + 2;
  if (raw.length < start || utf8(magic).some((byte, at) => raw[at] !== byte)) throw new Malformed("magic");
  const length = raw[magic.length] * 256 + raw[magic.length + 1];
  const head = raw.subarray(start, start + length);
  if (length > most || head.length !== length) throw new Malformed("header");
  return { head, header: parsed(head), rest: raw.subarray(start + length) };
}

export function parsed(bytes) {
  try {
    const line = text(bytes);
    const value = JSON.parse(line);
    if (canonical(value) === line) return value;
  } catch {
    // told below
  }
  throw new Malformed("not-canonical");
}

export function headed(magic, head) {
  return join(utf8(magic), Uint8Array.of(head.length >> 8, head.length & 255), head);
}

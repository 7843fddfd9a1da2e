// Attachments in pieces of 256 KiB (app/wire/pieces.py): sealed one by one, so that a cut line costs one piece.

import { sha256 as hasher } from "../third/sealing.js";
import { Malformed, decrypt, encrypt, hex, random } from "./bytes.js";

export const PLAIN = 262144;

export const count = (size) => Math.max(1, Math.ceil(size / PLAIN));
export const newKey = () => ({ key: random(32), prefix: random(7) });

function nonce(prefix, number, last) {
  const bytes = new Uint8Array(12);
  bytes.set(prefix);
  new DataView(bytes.buffer).setUint32(7, number);
  bytes[11] = last ? 1 : 0;
  return bytes;
}

// Piece `number` of a file or blob.
export async function seal({ key, prefix }, blob, number) {
  const part = new Uint8Array(await blob.slice(number * PLAIN, (number + 1) * PLAIN).arrayBuffer());
  const plain = new Uint8Array(PLAIN);
  plain.set(part);
  return encrypt(key, nonce(prefix, number, number === count(blob.size) - 1), plain);
}

export async function open({ key, prefix }, size, number, sealed) {
  const plain = await decrypt(key, nonce(prefix, number, number === count(size) - 1), sealed);
  const wanted = Math.max(0, Math.min(PLAIN, size - number * PLAIN));
  if (plain.length !== PLAIN || plain.subarray(wanted).some((byte) => byte)) throw new Malformed("filling");
  return plain.subarray(0, wanted);
}

// The digest of a whole file, read piece by piece; `told` hears how far it is.
export async function digest(blob, told = () => {}) {
  const held = hasher.create();
  for (let at = 0; at < blob.size; at += PLAIN) {
    held.update(new Uint8Array(await blob.slice(at, at + PLAIN).arrayBuffer()));
    told(at / Math.max(1, blob.size));
  }
  return "sha256:" + hex(held.digest());
}

// The centre's signed keys of the month (app/wire/page_keys.py); what is forged, another's or of another time is refused.

import { verifyAsync } from "../third/sealing.js";
import { Malformed, hex, parsed, sha256, unbase64, unhex } from "./bytes.js";

export const today = () => new Date(Date.now() + 9 * 3600 * 1000).toISOString().slice(0, 10);

export async function readBundle(document, centre, verify, day) {
  const line = await signedLine(document, unhex(verify));
  const bundle = parsed(line);
  const names = Object.keys(bundle).join();
  if (names !== "begins,centre,keys,not_after,schema,seq" || bundle.schema !== "keys/1" || bundle.centre !== centre) {
    throw new Malformed("bundle");
  }
  if (!(bundle.begins <= day && day <= bundle.not_after)) throw new Malformed("expired");
  for (const one of bundle.keys) {
    const right = /^[0-9a-f]{64}$/.test(one.key) && one.id === hex(await sha256(unhex(one.key))).slice(0, 16);
    if (!right) throw new Malformed("keys");
  }
  return bundle;
}

async function signedLine(document, verify) {
  const end = document.indexOf(10);
  const tail = new TextDecoder().decode(document.subarray(end + 1));
  if (end < 0 || !tail.endsWith("\n")) throw new Malformed("not-signed");
  const signature = unbase64(tail.slice(0, -1));
  const line = document.slice(0, end);
  const held = signature.length === 64 && (await verifyAsync(signature, line, verify, { zip215: false }));
  if (!held) throw new Malformed("signature");
  return line;
}

// Who can open what comes in by this door.
export function recipients(bundle, door) {
  const roles = [door === "public" ? "public" : "intake", "recovery"];
  const found = bundle.keys.filter((one) => roles.includes(one.role));
  if (!found.some((one) => one.role === roles[0])) throw new Malformed("keys");
  return found.map((one) => ({ id: one.id, key: unhex(one.key) }));
}

// The keys of this one thread, where an answer named some.
export async function threadKeys(keys) {
  return Promise.all(keys.map(async (key) => ({ id: hex(await sha256(unhex(key))).slice(0, 16), key: unhex(key) })));
}

// A key in groups of four, as people compare it.
export async function fours(verify) {
  return hex(await sha256(unhex(verify))).slice(0, 32).match(/.{4}/g);
}


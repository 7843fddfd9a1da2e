// The sealed report `report/1` (app/wire/report.py): header, a box for each recipient, own copy, body (MAC and content).

import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "../third/sealing.js";
import {
  Malformed, canonical, decrypt, derived, digest, encrypt, headed, hmac, join, padded, random, sha256, split, unpadded, utf8,
} from "./bytes.js";

const MAGIC = "GYREPORT";
const SIZES = [4096, 16384, 65536, 262144];
const BOX = 80;
const OWN = 48;
const MAC = 32;
const NONCE = new Uint8Array(12);
const kem = new DhkemX25519HkdfSha256();
export const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });

export const MOST = SIZES[3];

// `place` is {centre, mailbox, pass, seq, prev, pieces}; `recipients` are {id, key}; `mine` is what the code opens.
export async function seal(place, content, recipients, mine) {
  const body = padded(join(new Uint8Array(MAC), content), SIZES);
  const head = utf8(canonical({
    schema: "report/1", suite: 1, role: "reporter", keys: recipients.map((one) => one.id), size: body.length, ...place,
  }));
  const bound = await sha256(head);
  body.set(await hmac(await derived(mine.replyKey, new Uint8Array(0), "gyeot/1 thread mac", 256), join(bound, content)));
  const key = random(32);
  const boxes = join(...(await Promise.all(recipients.map((one) => box(key, one, bound)))));
  const own = await encrypt(await ownSealer(mine.ownKey, bound, boxes), NONCE, key, bound);
  return join(headed(MAGIC, head), boxes, own, await encrypt(key, NONCE, body, bound));
}

async function box(key, recipient, bound) {
  const recipientPublicKey = await kem.deserializePublicKey(recipient.key);
  const sender = await suite.createSenderContext({ recipientPublicKey, info: info(recipient.id, bound) });
  return join(new Uint8Array(sender.enc), new Uint8Array(await sender.seal(key)));
}

const info = (id, bound) => join(utf8("gyeot report/1 " + id + "|"), bound);
const ownSealer = async (ownKey, bound, boxes) => derived(ownKey, await sha256(join(bound, boxes)), "gyeot report/1 own copy", 256);

export async function parse(raw) {
  const { head, header, rest } = split(raw, MAGIC, 2048);
  const count = Array.isArray(header.keys) ? header.keys.length : 0;
  const start = BOX * count + OWN;
  if (header.schema !== "report/1" || !SIZES.includes(header.size) || rest.length !== start + header.size + 16) {
    throw new Malformed("length");
  }
  const [boxes, own] = [rest.subarray(0, BOX * count), rest.subarray(BOX * count, start)];
  return { raw, header, bound: await sha256(head), boxes, own, body: rest.subarray(start), sha256: await digest(raw) };
}

export async function openOwn(sealed, ownKey) {
  const key = await decrypt(await ownSealer(ownKey, sealed.bound, sealed.boxes), NONCE, sealed.own, sealed.bound);
  return unpadded((await decrypt(key, NONCE, sealed.body, sealed.bound)).subarray(MAC));
}

// Whether these are the first messages of one thread in their order, none left out, altered or repeated.
export function follows(messages) {
  let previous = "none";
  return messages.every((one, at) => {
    const { seq, prev, mailbox } = one.header;
    const fits = seq === at + 1 && prev === previous && mailbox === messages[0].header.mailbox;
    previous = one.sha256;
    return fits;
  });
}

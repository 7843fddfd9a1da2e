// The sealed answer `answer/1` (app/wire/answer.py): what a centre writes into a reporter's mailbox.

import { Malformed, decrypt, derived, digest, sha256, split, unhex, unpadded } from "./bytes.js";

const SIZES = [4096, 16384, 65536];

export async function parse(raw) {
  const { head, header, rest } = split(raw, "GYANSWER", 1024);
  const fits = header.schema === "answer/1" && header.role === "centre" && SIZES.includes(header.size);
  if (!fits || rest.length !== header.size + 16 || !/^[0-9a-f]{32}$/.test(header.salt)) throw new Malformed("length");
  return { raw, header, bound: await sha256(head), body: rest, sha256: await digest(raw) };
}

export async function open(answer, replyKey) {
  const key = await derived(replyKey, unhex(answer.header.salt), "gyeot answer/1", 256);
  return unpadded(await decrypt(key, new Uint8Array(12), answer.body, answer.bound));
}

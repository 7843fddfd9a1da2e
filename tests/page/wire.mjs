// The page's own wire under node: questions as a JSON list on standard input, answers on standard output.
// node wire.mjs PAGE-FOLDER

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const from = (name) => import(pathToFileURL(join(resolve(process.argv[2]), name)).href);
const bytes = await from("wire/bytes.js");
const code = await from("wire/code.js");
const report = await from("wire/report.js");
const answer = await from("wire/answer.js");
const pieces = await from("wire/pieces.js");
const content = await from("wire/content.js");
const keys = await from("wire/keys.js");
const { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } = await from("third/sealing.js");
const { hex, unhex, utf8, text } = bytes;

const ACTS = {
  words: () => code.WORDS,
  fresh: () => ({ words: code.newWords(), digits: code.newDigits() }),
  normalised: ({ typed }) => code.normalised(typed),
  async thread({ code: told, centre }) {
    const found = await code.thread(told, centre);
    return { ...found, replyKey: hex(found.replyKey), ownKey: hex(found.ownKey) };
  },
  async seal({ place, content: told, recipients, own, reply }) {
    const to = recipients.map((one) => ({ id: one.id, key: unhex(one.key) }));
    return hex(await report.seal(place, unhex(told), to, { ownKey: unhex(own), replyKey: unhex(reply) }));
  },
  async own({ raw, own }) {
    return text(await report.openOwn(await report.parse(unhex(raw)), unhex(own)));
  },
  async follows({ raws }) {
    return report.follows(await Promise.all(raws.map((raw) => report.parse(unhex(raw)))));
  },
  async answer({ raw, key }) {
    return text(await answer.open(await answer.parse(unhex(raw)), unhex(key)));
  },
  async pieces({ key, prefix, data }) {
    const blob = new Blob([unhex(data)]);
    const file = { key: unhex(key), prefix: unhex(prefix) };
    const all = [];
    for (let at = 0; at < pieces.count(blob.size); at += 1) all.push(hex(await pieces.seal(file, blob, at)));
    return { pieces: all, sha256: await pieces.digest(blob) };
  },
  async piece({ key, prefix, size, number, sealed }) {
    return hex(await pieces.open({ key: unhex(key), prefix: unhex(prefix) }, size, number, unhex(sealed)));
  },
  report: (told) => text(content.report({ ...told, replyKey: unhex(told.replyKey) })),
  takeover: (told) => text(content.takeover({ ...told, replyKey: unhex(told.replyKey) })),
  later: (told) => text(content.later(told)),
  async bundle({ document, centre, verify, day, door }) {
    const found = await keys.readBundle(unhex(document), centre, verify, day);
    return keys.recipients(found, door).map((one) => one.id);
  },
  canonical: ({ value }) => bytes.canonical(value),
  async hpke({ skRm, skEm, pkRm, pkEm, info, encryptions }) {
    const kem = new DhkemX25519HkdfSha256();
    const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });
    const pair = async (secret, open) => ({
      privateKey: await kem.deserializePrivateKey(unhex(secret)), publicKey: await kem.deserializePublicKey(unhex(open)),
    });
    const mine = await pair(skRm, pkRm);
    const ekm = await pair(skEm, pkEm);
    const sender = await suite.createSenderContext({ recipientPublicKey: mine.publicKey, info: unhex(info), ekm });
    const reader = await suite.createRecipientContext({ recipientKey: mine, enc: sender.enc, info: unhex(info) });
    const sealed = [];
    const opened = [];
    for (const one of encryptions) {
      sealed.push(hex(new Uint8Array(await sender.seal(unhex(one.pt), unhex(one.aad)))));
      opened.push(hex(new Uint8Array(await reader.open(unhex(one.ct), unhex(one.aad)))));
    }
    return { enc: hex(new Uint8Array(sender.enc)), sealed, opened };
  },
};

const answers = [];
for (const { act, ...told } of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    answers.push({ told: await ACTS[act](told) });
  } catch (problem) {
    answers.push({ refused: problem.code ?? String(problem) });
  }
}
process.stdout.write(JSON.stringify(answers));

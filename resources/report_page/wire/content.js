// What a sealed message says (app/wire/content.py): JSON whose names are exactly the ones that reader knows.

import { Malformed, hex, text, utf8 } from "./bytes.js";

const NOTHING = { seq: 0, sha256: "none" };
export const MOST_TEXT = 40000;
export const MOST_ANSWER = 20000;
export const MOST_FILES = 80;

export function report({ lang, text: words, files = [], door, answers, replyKey, handover = null }) {
  const second = handover && { mailbox: handover.mailbox, reply_key: hex(handover.replyKey) };
  return written({
    ...message("report", lang, words, files, NOTHING), reply_key: hex(replyKey), door, answers, handover: second,
  });
}

export function takeover({ lang, text: words, replyKey, seen = NOTHING }) {
  return written({ ...message("takeover", lang, words, [], seen), reply_key: hex(replyKey) });
}

export function later({ kind = "message", lang, text: words, files = [], seen = NOTHING }) {
  return written(message(kind, lang, words, files, seen));
}

function message(kind, lang, words, files, seen) {
  const told = files.map((file) => ({
    name: file.name.slice(0, 120), type: kindOf(file.type), size: file.size, sha256: file.sha256,
    key: hex(file.key), prefix: hex(file.prefix), first: file.first, role: file.role, of: file.of,
  }));
  return { schema: "content/1", kind, lang, text: words, files: told, seen };
}

const kindOf = (type) => (/^[a-z]+\/[a-z0-9.+-]{1,80}$/.test(type) ? type : "application/octet-stream");
const written = (facts) => utf8(JSON.stringify(facts));

export function read(bytes) {
  try {
    const value = JSON.parse(text(bytes));
    if (value.schema === "content/1" || value.schema === "reply/1") return value;
  } catch {
    // told below
  }
  throw new Malformed("content");
}

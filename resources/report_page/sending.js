// Sealing and sending, in this order: the centre's checked keys, the lock, the relay. Without the first, nothing is sent.

import { Failed, page } from "./page.js";
import { filesAllowed } from "./screens/door.js";
import * as relay from "./relay.js";
import * as content from "./wire/content.js";
import { Malformed, hex, random } from "./wire/bytes.js";
import { newWords, thread } from "./wire/code.js";
import { recipients, threadKeys } from "./wire/keys.js";
import * as pieces from "./wire/pieces.js";
import { MOST, seal } from "./wire/report.js";

// The first message of a thread. A repeated attempt sends the very same bytes under the same key.
export async function sendReport(draft, told) {
  const { centre, lang } = page;
  told("wait.keys");
  const to = await opened(draft.door);
  if (!draft.sealed) {
    told("wait.lock");
    const mine = await thread(draft.code, centre.id);
    const files = filesAllowed(draft.door, draft.answers) ? await prepared(draft.files) : [];
    if (draft.door === "third") draft.handover ??= newWords();
    const second = draft.taken ?? (draft.handover && (await thread(draft.handover, centre.id)));
    const written = content.report({
      lang, text: draft.text, files, door: draft.door, answers: filled(draft.answers), replyKey: mine.replyKey, handover: second,
    });
    draft.sealed = { ...(await sealed(mine, 1, "none", files, written, to)), mine, files };
  }
  told("wait.work");
  const { body, key, mine, files } = draft.sealed;
  const { drop } = await relay.post("drops", body, null, key);
  return { drop, mine, files, handover: draft.handover };
}

export async function sendTakeover(held, mine, text, seen, told) {
  told("wait.keys");
  const to = await opened("victim");
  told("wait.lock");
  held.sealed ??= await sealed(mine, 1, "none", [], content.takeover({ lang: page.lang, text, replyKey: mine.replyKey, seen }), to);
  told("wait.work");
  return relay.post("drops", held.sealed.body, null, held.sealed.key);
}

// A later message: `after` is the thread as it was read, `held` keeps the sealed bytes for a repeated attempt.
export async function sendLater(held, after, { kind = "message", text = "", files = [] }, told) {
  told("wait.keys");
  const to = after.keys.length ? await threadKeys(after.keys) : await opened(after.door);
  if (!held.sealed) {
    told("wait.lock");
    const ready = await prepared(files);
    const written = content.later({ kind, lang: page.lang, text, files: ready, seen: after.seen });
    held.sealed = { ...(await sealed(after.mine, after.seq + 1, after.prev, ready, written, to)), files: ready };
  }
  told("wait.work");
  const { body, key, files: sent } = held.sealed;
  const { drop } = await relay.post(`mailboxes/${after.mine.id}/messages`, body, after.mine.token, key);
  return { drop, mine: after.mine, files: sent };
}

async function opened(door) {
  const bundle = await relay.keys();
  try {
    return recipients(bundle, door);
  } catch {
    throw new Failed("fault.keys");
  }
}

async function sealed(mine, seq, prev, files, written, to) {
  const last = files[files.length - 1];
  const place = {
    centre: page.centre.id, mailbox: mine.mailbox, pass: mine.pass, seq, prev,
    pieces: last ? last.first + pieces.count(last.size) : 0,
  };
  try {
    return { body: await seal(place, written, to, mine), key: hex(random(16)) };
  } catch (problem) {
    if (problem instanceof Malformed) throw new Failed("fault.large", { most: Math.floor(MOST / 1024) });
    throw problem;
  }
}

const filled = (answers) => Object.fromEntries(Object.entries(answers).filter(([, value]) => value.length));

// Files as they stand in the report: digest, key, place; a copy without camera data follows its original.
async function prepared(files) {
  const found = [];
  let first = 0;
  for (const { blob, name, role = "original", of = null } of flat(files)) {
    const told = { blob, name, type: blob.type, size: blob.size, role, of, ...pieces.newKey() };
    found.push({ ...told, first, sha256: await pieces.digest(blob) });
    first += pieces.count(blob.size);
  }
  return found;
}

function flat(files) {
  const all = [];
  for (const { file, view } of files) {
    const of = all.push({ blob: file, name: file.name }) - 1;
    if (view) all.push({ blob: view, name: file.name.replace(/\.[^.]*$/, "") + "-view.jpg", role: "view", of });
  }
  return all;
}

// Bring what the relay does not have yet; `told` hears piece and pieces. A cut line is gone on from here.
export async function upload({ drop, mine, files }, told) {
  const total = files.reduce((sum, file) => sum + pieces.count(file.size), 0);
  if (!total) return;
  const have = await relay.arrived(drop, mine.token, total);
  for (const file of files) {
    for (let number = 0; number < pieces.count(file.size); number += 1) {
      const at = file.first + number;
      if (have.has(at) || !file.blob) continue;
      told(have.size + 1, total);
      await relay.put(drop, mine.token, at, await pieces.seal(file, file.blob, number));
      have.add(at);
    }
  }
  if (have.size < total) throw new Failed("fault.missing", { left: total - have.size });
}

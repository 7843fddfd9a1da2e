// A thread as it is read back: every message opened, both chains and what each side had seen checked.

import { page } from "./page.js";
import * as answer from "./wire/answer.js";
import { read } from "./wire/content.js";
import { follows, openOwn, parse } from "./wire/report.js";

const NOTHING = { seq: 0, sha256: "none" };

export async function readThread(mine, { reporter, centre }) {
  const own = await Promise.all(reporter.map((one) => opened("mine", one, parse, (sealed) => openOwn(sealed, mine.ownKey))));
  const theirs = await Promise.all(centre.map((one) => opened("centre", one, answer.parse, (sealed) => answer.open(sealed, mine.replyKey))));
  const all = [...own, ...theirs];
  const whole = all.every((one) => one.content && belongs(one.sealed.header, mine)) && follows(sealedOf(own)) && follows(sealedOf(theirs))
    && own.every((one) => known(one.content.seen, theirs)) && theirs.every((one) => known(one.content.seen, own));
  const last = own[own.length - 1];
  const first = own[0]?.content;
  const readable = theirs.filter((one) => one.content);
  const newest = readable[readable.length - 1];
  return {
    mine, whole, lines: merged(own, theirs), seq: own.length, prev: last?.sealed?.sha256 ?? "none",
    door: first?.door || "victim", answers: first?.answers ?? {}, kind: took(first) ? "takeover" : first?.kind,
    seen: newest ? { seq: newest.sealed.header.seq, sha256: newest.sealed.sha256 } : NOTHING,
    keys: readable.filter((one) => one.content.keys?.length).pop()?.content.keys ?? [],
    closed: newest?.content.kind === "closed", gone: own.some((one) => one.content?.kind === "withdraw"),
  };
}

// A thread that somebody took over: what was reported before is not known here.
const took = (first) => first?.kind === "report" && first.door === "victim" && Boolean(first.handover);

async function opened(side, one, parsed, open) {
  try {
    const sealed = await parsed(one.body);
    return { side, ...one, sealed, content: read(await open(sealed)) };
  } catch {
    return { side, ...one, sealed: null, content: null };
  }
}

const sealedOf = (list) => list.map((one) => one.sealed);
const belongs = (header, mine) => header.mailbox === mine.mailbox && header.centre === page.centre.id;

// What one side says it had read must be there, unchanged.
function known(seen, others) {
  return !seen.seq || others[seen.seq - 1]?.sealed?.sha256 === seen.sha256;
}

// By day; within a day by who had read what.
function merged(own, theirs) {
  const lines = [];
  let [at, other] = [0, 0];
  while (at < own.length || other < theirs.length) {
    const [a, b] = [own[at], theirs[other]];
    const mineFirst = a && (!b || a.day < b.day || (a.day === b.day && (a.content?.seen.seq ?? 0) < (b.sealed?.header.seq ?? 0)));
    lines.push(mineFirst ? a : b);
    if (mineFirst) at += 1;
    else other += 1;
  }
  return lines;
}

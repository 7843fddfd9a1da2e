// The relay's few endpoints. What leaves here is sealed already; errors carry a whole sentence and keep every word.

import { Failed, page } from "./page.js";
import { base64, hex, random, unbase64 } from "./wire/bytes.js";
import { readBundle, today } from "./wire/keys.js";

const TRIES = 3;
const LONGEST = 150000; // as long as a piece of a file takes on the slowest line
const policy = globalThis.trustedTypes?.createPolicy("gyeot", { createScriptURL: only });
const WORKER = new URL("worker.js", import.meta.url).href;

function only(url) {
  if (url !== WORKER) throw new TypeError("worker");
  return url;
}

async function ask(path, told = {}) {
  const plain = { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", redirect: "error" };
  const giving = new AbortController();
  const late = setTimeout(() => giving.abort(), LONGEST);
  try {
    return await fetch("v1/" + path, { ...plain, ...told, signal: giving.signal });
  } catch {
    throw new Failed("fault.network");
  } finally {
    clearTimeout(late);
  }
}

const bearer = (token) => ({ Authorization: "Bearer " + token });
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// The keys of the month, checked against the key that stands in the page; anything else means that nothing is sent.
export async function keys() {
  const found = await ask(`centres/${page.centre.id}/keys`);
  if (!found.ok) throw new Failed("fault.keys");
  const document = new Uint8Array(await found.arrayBuffer());
  try {
    return await readBundle(document, page.centre.id, page.centre.verify, today());
  } catch (problem) {
    throw new Failed(problem.code === "expired" ? "fault.expired" : "fault.forged");
  }
}

// A message, with its proof of work; the same key makes a repeated attempt arrive once.
export async function post(path, body, token, key = hex(random(16))) {
  const headers = { "Content-Type": "application/octet-stream", "Idempotency-Key": key, ...(token && bearer(token)) };
  for (let left = TRIES; ; left -= 1) {
    const work = await solved();
    const found = await ask(path, { method: "POST", body, headers: { ...headers, "Gyeot-Work": work } });
    if (found.ok) return found.json();
    if (found.status === 409) throw new Failed("fault.conflict");
    if (left <= 1 || ![403, 429, 503].includes(found.status)) throw new Failed("fault.refused", { status: found.status });
    await pause(1000 * Math.min(10, Number(found.headers.get("Retry-After")) || 1));
  }
}

async function solved() {
  const found = await ask(`challenge?centre=${page.centre.id}`);
  if (!found.ok) throw new Failed("fault.refused", { status: found.status });
  const challenge = await found.json();
  const { number } = await work(challenge);
  const { algorithm, challenge: wanted, salt, signature } = challenge;
  const told = { algorithm, challenge: wanted, number, salt, signature };
  return base64(new TextEncoder().encode(JSON.stringify(told)));
}

export function work(challenge) {
  return new Promise((done, failed) => {
    const worker = new Worker(policy ? policy.createScriptURL(WORKER) : WORKER, { type: "module" });
    const end = (act) => (event) => {
      worker.terminate();
      act(event.data ?? new Failed("fault.other"));
    };
    worker.onmessage = end(done);
    worker.onerror = end(failed);
    worker.postMessage(challenge);
  });
}

// Everything in a mailbox, or null where there is none that this code opens.
export async function messages({ id, token }) {
  const found = await ask(`mailboxes/${id}/messages`, { headers: bearer(token) });
  if (found.status === 404) return null;
  if (!found.ok) throw new Failed("fault.refused", { status: found.status });
  const { reporter, centre } = await found.json();
  const opened = (list) => list.map((one) => ({ ...one, body: unbase64(one.body) }));
  return { reporter: opened(reporter), centre: opened(centre) };
}

export async function withdraw({ id, token }) {
  const found = await ask(`mailboxes/${id}`, { method: "DELETE", headers: bearer(token) });
  if (!found.ok && found.status !== 404) throw new Failed("fault.refused", { status: found.status });
}

// The numbers of the pieces that have arrived.
export async function arrived(drop, token, pieces) {
  const found = await ask(`drops/${drop}/chunks`, { method: "HEAD", headers: bearer(token) });
  if (!found.ok) throw new Failed("fault.refused", { status: found.status });
  const bits = unbase64(found.headers.get("Gyeot-Have") ?? "");
  return new Set(Array.from({ length: pieces }, (_one, at) => at).filter((at) => (bits[at >> 3] >> (at & 7)) & 1));
}

export async function put(drop, token, number, body) {
  for (let left = TRIES; ; left -= 1) {
    try {
      const found = await ask(`drops/${drop}/chunks/${number}`, { method: "PUT", body, headers: bearer(token) });
      if (found.ok) return;
      if (![429, 503].includes(found.status)) throw new Failed("fault.refused", { status: found.status });
    } catch (problem) {
      if (problem.key === "fault.refused" || left <= 1) throw problem;
    }
    if (left <= 1) throw new Failed("fault.network");
    await pause(800 * (TRIES - left + 1));
  }
}

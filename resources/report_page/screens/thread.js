// The thread: own words and the centre's in one line, days without hours, and whether anything is missing.

import { area, button, complain, el, field, icon, para, title } from "../dom.js";
import { fileField } from "../files.js";
import { faultWords, go, has, page, say, status } from "../page.js";
import { readThread } from "../reading.js";
import { messages, withdraw } from "../relay.js";
import { sendLater } from "../sending.js";
import { MOST_TEXT } from "../wire/content.js";
import { unhex } from "../wire/bytes.js";
import { digest } from "../wire/pieces.js";
import { filesAllowed } from "./door.js";
import { bring } from "./sent.js";

export async function render({ mine, found, sent }) {
  let read;
  try {
    status(say("wait.read"));
    read = await readThread(mine, found ?? (await messages(mine)) ?? { reporter: [], centre: [] });
    status("");
  } catch (fault) {
    return [title(say("thread.title")), para(faultWords(fault)), button(say("again"), () => go("thread", { mine }), "main wide")];
  }
  const state = el("div", { class: "note", role: "status" });
  if (sent) afterSending(sent, state);
  return [
    title(say("thread.title")), standing(read), ...talk(read), state, ...unfinished(read, mine),
    ...(read.closed ? [para(say("thread.closed"), "tint")] : []),
    ...(read.lines.length ? writing(read) : [para(say("thread.empty"))]), ...leaving(read),
  ];
}

function afterSending(sent, state) {
  state.replaceChildren(el("p", { class: "good" }, icon("tick"), el("span", {}, say("thread.sent"))));
  if (sent.files.length) bring(sent, state);
}

function standing({ whole }) {
  const line = whole ? say("thread.whole") : say("thread.broken");
  return el("p", { class: whole ? "standing" : "standing broken" }, icon(whole ? "lock" : "warn"), el("span", {}, `${line} ${say("thread.close")}`));
}

function talk({ lines }) {
  const days = [...new Set(lines.map((one) => one.day))];
  return days.map((day) => el("section", { class: "day", "aria-label": dayWords(day) },
    el("h2", { class: "day-line" }, el("span", {}, dayWords(day))), lines.filter((one) => one.day === day).map(line)));
}

export function dayWords(day) {
  const told = { month: "long", day: "numeric", weekday: "long", timeZone: "UTC" };
  return new Intl.DateTimeFormat(page.lang === "en" ? "en-GB" : "ko-KR", told).format(new Date(day + "T00:00:00Z"));
}

function line({ side, content }) {
  const mine = side === "mine";
  const who = el("h3", {}, mine ? say("thread.mine") : [icon("mark", "mark"), say("thread.centre")]);
  const text = content ? content.text : say("thread.unreadable");
  return el("article", { class: "line " + side }, who, content && mine && told(content),
    text.split(/\n{2,}/).filter(Boolean).map((part) => el("p", { class: "said" }, part)),
    content?.kind === "withdraw" && para(say("thread.withdrawn")),
    content?.files?.length > 0 && el("p", { class: "hint" }, say("thread.files", { count: content.files.filter((one) => one.role === "original").length })));
}

// What was chosen in the first message, in the words of the questions.
function told({ door, answers }) {
  if (!door) return null;
  const word = (key) => (has(`${door}.${key}`) ? say(`${door}.${key}`) : has(key) ? say(key) : key);
  const value = (name, one) => (has(`${name}.${one}`) || has(`${door}.${name}.${one}`) ? word(`${name}.${one}`) : one);
  return el("dl", { class: "chosen" }, Object.entries(answers).map(([name, given]) =>
    [el("dt", {}, word(name)), el("dd", {}, [given].flat().map((one) => value(name, one)).join(", "))]));
}

function writing(read) {
  if (read.gone) return [];
  const held = { sealed: null };
  const files = [];
  const changed = () => { held.sealed = null; };
  const text = area("later", { rows: "5", oninput: changed });
  const allowed = read.kind === "report" && filesAllowed(read.door, read.answers);
  const form = el("form", { novalidate: true, autocomplete: "off", onchange: changed, onsubmit: async (event) => {
    event.preventDefault();
    await send(read, held, text, files, form);
  } },
  field(text, say("thread.write"), say("thread.write.hint")),
  allowed ? fileField(files, say("files"), say("files.hint"), changed) : read.kind === "report" && para(say("note.images"), "tint"),
  el("button", { type: "submit", class: "main wide" }, say("send")));
  return [form];
}

async function send(read, held, text, files, form) {
  const length = Array.from(text.value).length;
  const empty = !text.value.trim() && !files.length;
  complain(text, empty ? say("fault.empty") : length > MOST_TEXT ? say("fault.long", { length, most: MOST_TEXT }) : "");
  if (empty || length > MOST_TEXT) return text.focus();
  if (form.dataset.busy) return undefined;
  form.dataset.busy = "yes";
  try {
    const sent = await sendLater(held, read, { text: text.value, files }, (key) => status(say(key)));
    await go("thread", { mine: read.mine, sent });
  } catch (fault) {
    status(faultWords(fault), true);
  } finally {
    delete form.dataset.busy;
  }
  return undefined;
}

// Files whose line was cut on an earlier visit: the same file chosen again goes on where it stopped.
function unfinished({ lines }, mine) {
  const cut = lines.find((one) => one.side === "mine" && one.content && one.have < one.pieces);
  if (!cut) return [];
  const state = el("div", { class: "note", role: "status" });
  const wanted = cut.content.files.map((one) => ({ ...one, key: unhex(one.key), prefix: unhex(one.prefix), blob: null }));
  const choose = async (event) => {
    for (const file of event.target.files) {
      const sum = await digest(file);
      const same = wanted.find((one) => one.sha256 === sum && one.size === file.size);
      if (same) same.blob = file;
    }
    await bring({ drop: cut.drop, mine, files: wanted }, state);
  };
  const input = el("input", { type: "file", id: "again", multiple: true, class: "picker", onchange: choose });
  return [el("section", { class: "card sand" }, para(say("thread.cut")), el("label", { for: "again", class: "second wide" }, say("thread.cut.choose")), input, state)];
}



function leaving(read) {
  if (read.gone || !read.lines.length) return [];
  const panel = el("div", { class: "card", hidden: true }, el("h2", { tabindex: "-1" }, say("withdraw.title")), para(say("withdraw.text")),
    el("div", { class: "stack" }, button(say("withdraw.keep"), () => { panel.hidden = true; }, "second wide"),
      button(say("withdraw.act"), () => remove(read), "main wide")));
  const open = () => {
    panel.hidden = false;
    panel.querySelector("h2").focus();
  };
  return [el("section", { class: "last" }, button(say("withdraw.link"), open, "link"), para(say("withdraw.hint"), "hint"), panel)];
}

async function remove(read) {
  try {
    await sendLater({ sealed: null }, read, { kind: "withdraw" }, (key) => status(say(key)));
    await withdraw(read.mine);
    status("");
    document.getElementById("main").replaceChildren(title(say("withdraw.done")), para(say("withdraw.done.text"), "lead"), button(say("home"), () => go("first"), "second wide"));
    document.querySelector("main h1").focus();
  } catch (fault) {
    status(faultWords(fault), true);
  }
}

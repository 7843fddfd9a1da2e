// Taking a thread over with a code that was handed on. Whoever handed it may have kept it, so the conversation goes on
// under a code of one's own; where the centre wrote under the handed one already, it goes on there.

import { area, button, complain, el, field, para, title } from "../dom.js";
import { faultWords, go, page, say, status } from "../page.js";
import { readThread } from "../reading.js";
import { sendTakeover } from "../sending.js";
import { MOST_TEXT } from "../wire/content.js";
import { newDraft } from "./door.js";

export async function render({ mine, found }) {
  const read = await readThread(mine, found);
  const held = { sealed: null };
  const text = area("takeover", { rows: "6", oninput: () => { held.sealed = null; } });
  const form = el("form", { novalidate: true, autocomplete: "off", onsubmit: (event) => {
    event.preventDefault();
    send(mine, read, held, text, form);
  } },
  field(text, say("takeover.label"), say("takeover.hint")),
  el("div", { class: "steps" }, button(say("back"), () => go("enter"), "second"),
    el("button", { type: "submit", class: "main" }, say("send"))));
  const written = read.lines.map(({ content }) => el("article", { class: "line centre" },
    el("h3", {}, say("thread.centre")), el("p", { class: "said" }, content ? content.text : say("thread.unreadable"))));
  const promise = read.lines.length ? [] : [para(say("takeover.promise"), "tint")];
  return [title(say("takeover.title")), para(say("takeover.lead"), "lead"), ...written, ...promise, form];
}

async function send(mine, read, held, text, form) {
  const length = Array.from(text.value).length;
  complain(text, length > MOST_TEXT ? say("fault.long", { length, most: MOST_TEXT }) : "");
  if (length > MOST_TEXT || form.dataset.busy) return undefined;
  if (!read.lines.length) {
    page.draft = { ...newDraft("victim"), text: text.value, taken: mine };
    return go("code");
  }
  form.dataset.busy = "yes";
  try {
    await sendTakeover(held, mine, text.value, read.seen, (key) => status(say(key)));
    await go("thread", { mine, sent: { files: [] } });
  } catch (fault) {
    status(faultWords(fault), true);
  } finally {
    delete form.dataset.busy;
  }
  return undefined;
}

// After sending: what happens next, files piece by piece, and the second code that a third person may hand on.

import { button, el, icon, para, title } from "../dom.js";
import { leave } from "../leaving.js";
import { faultWords, go, local, page, say, status } from "../page.js";
import { upload } from "../sending.js";
import { grid } from "./code.js";

export function render(sent) {
  page.draft = null;
  const state = el("div", { class: "note", role: "status" });
  if (sent.files.length) bring(sent, state);
  return [
    title(say("sent.title")), para(say("sent.lead"), "lead"), state,
    sent.handover && handover(sent.handover),
    el("dl", { class: "facts" }, el("dt", {}, say("first.hours")), el("dd", {}, local(page.centre.hours)),
      el("dt", {}, say("sent.back")), el("dd", {}, say("sent.back.text"))),
    el("div", { class: "stack" }, button(say("sent.thread"), () => go("thread", { mine: sent.mine }), "second wide"),
      button(say("sent.leave"), leave, "main wide")),
  ].filter(Boolean);
}

function handover(code) {
  return el("section", { class: "card", "aria-labelledby": "second" },
    el("h2", { id: "second" }, say("second.title")), para(say("second.lead")), grid(code), para(say("second.care"), "hint"));
}

async function bring(sent, state) {
  const tell = (at, all) => state.replaceChildren(para(say("wait.pieces", { at, all }), "tint"));
  const bar = el("progress", { max: "1", value: "0", "aria-label": say("wait.files") });
  state.replaceChildren(para(say("wait.files"), "tint"));
  try {
    await upload(sent, (at, all) => {
      tell(at, all);
      bar.max = all;
      bar.value = at - 1;
      state.append(bar);
    });
    state.replaceChildren(el("p", { class: "good" }, icon("tick"), el("span", {}, say("sent.files"))));
  } catch (fault) {
    status("");
    const again = button(say("sent.resume"), () => bring(sent, state), "main wide");
    state.replaceChildren(el("div", { class: "card sand" }, para(faultWords(fault)), para(say("sent.cut"))), again);
  }
}

export { bring };

// Coming back with the code; also the way in for who was handed one.

import { area, button, complain, el, field, para, title } from "../dom.js";
import { faultWords, go, page, say, status } from "../page.js";
import { messages } from "../relay.js";
import { normalised, strangers, thread } from "../wire/code.js";

export function render() {
  const typed = area("code", { rows: "3", class: "code-entry" });
  const more = el("div", { class: "note", role: "status" });
  const form = el("form", { novalidate: true, autocomplete: "off", onsubmit: (event) => {
    event.preventDefault();
    open(typed, more);
  } },
  field(typed, say("enter.label"), say("enter.hint")), more,
  el("div", { class: "steps" }, button(say("back"), () => go("first"), "second"),
    el("button", { type: "submit", class: "main" }, say("enter.open"))));
  return [title(say("enter.title")), para(say("enter.lead"), "lead"), form];
}

async function open(typed, more) {
  const code = normalised(typed.value);
  more.replaceChildren();
  complain(typed, code ? "" : wrong(typed.value));
  if (!code) return typed.focus();
  try {
    status(say("wait.lock"));
    const mine = await thread(code, page.centre.id);
    status(say("wait.read"));
    const found = await messages(mine);
    status("");
    if (found?.reporter.length) return await go("thread", { mine, found });
    if (found?.centre.length) return await go("takeover", { mine, found });
    return more.replaceChildren(el("div", { class: "card sand" }, para(say("enter.none"))),
      el("div", { class: "tint" }, para(say("enter.handed")),
        button(say("enter.takeover"), () => go("takeover", { mine, found: { reporter: [], centre: [] } }), "second wide")));
  } catch (fault) {
    return status(faultWords(fault), true);
  }
}

function wrong(typed) {
  const parts = typed.trim() ? typed.trim().split(/\s+/).length : 0;
  const places = strangers(typed);
  if (parts === 8 && places.length) return say("enter.unknown", { places: places.join(", ") });
  return say("enter.count");
}

// The receipt code, shown and confirmed before anything is sent; then sealing, here on this device.

import { button, complain, el, entry, icon, para, problem, title } from "../dom.js";
import { faultWords, go, page, say, status } from "../page.js";
import { sendReport } from "../sending.js";
import { newDigits, newWords, shown } from "../wire/code.js";
import { progress } from "./door.js";

export function render() {
  const { draft } = page;
  draft.code ??= newWords();
  const asked = places(shown(draft.code).length);
  const entries = asked.map((at) => confirmation(at));
  const form = el("form", { novalidate: true, autocomplete: "off", onsubmit: (event) => {
    event.preventDefault();
    send(form, entries);
  } },
  el("h2", {}, say(kind("code.check"))), el("div", { class: "pair" }, entries.map((one) => one.node)),
  el("button", { type: "submit", class: "main wide" }, say("send")));
  const steps = draft.taken ? 2 : page.questions.doors[draft.door].length + 1;
  const before = () => (draft.taken ? go("enter") : go("door", { door: draft.door, step: steps - 2 }));
  return [
    progress(steps - 1, steps, say("code.step")), title(say(kind("code.title"))), para(say("code.lead"), "lead"),
    grid(draft.code), para(say("code.paper"), "tint"), form,
    button(say(kind("code.anew")), () => anew(newCode()), "second wide"),
    button(say(kind("code.other")), () => anew(digits() ? newWords() : newDigits()), "link"),
    button(say("back"), before, "link"),
  ];
}

const digits = () => /^[0-9]/.test(page.draft.code);
const kind = (key) => (digits() ? key + ".digits" : key);
const newCode = () => (digits() ? newDigits() : newWords());

function anew(code) {
  page.draft.code = code;
  page.draft.sealed = null;
  return go("code");
}

export function grid(code) {
  const numbered = (part, at) => el("li", {}, el("span", { class: "place", "aria-hidden": "true" }, String(at + 1)), el("strong", {}, part));
  return el("ol", { class: "words-grid" }, shown(code).map(numbered));
}

// Two different places to type back, in their order.
function places(count) {
  const [one, two] = crypto.getRandomValues(new Uint32Array(2));
  const first = one % (count - 1);
  return [first, first + 1 + (two % (count - 1 - first))];
}

function confirmation(at) {
  const node = entry("word" + at, { inputmode: digits() ? "numeric" : null, oninput: () => judge(false) });
  const good = el("p", { class: "good", hidden: true }, icon("tick"), el("span", {}, say("code.right")));
  function judge(strict) {
    const right = node.value.normalize("NFC").trim() === shown(page.draft.code)[at];
    good.hidden = !right;
    if (right || strict) complain(node, right ? "" : say("code.wrong"));
    return right;
  }
  const label = el("label", { for: node.id }, say(kind("code.place"), { place: say("place." + (at + 1)) }));
  return { judge, input: node, node: el("div", { class: "field" }, label, node, good, problem(node.id)) };
}

async function send(form, entries) {
  const wrong = entries.filter((one) => !one.judge(true));
  if (wrong.length) return wrong[0].input.focus();
  if (form.dataset.busy) return undefined;
  form.dataset.busy = "yes";
  try {
    const sent = await sendReport(page.draft, (key) => status(say(key)));
    await go("sent", sent);
  } catch (fault) {
    status(faultWords(fault), true);
  } finally {
    delete form.dataset.busy;
  }
  return undefined;
}

// A door: one subject a step. Questions are data (questions.json), their words lie in words/; everything may stay empty.

import { area, button, complain, el, entry, field, icon, para, rich, title } from "../dom.js";
import { fileField } from "../files.js";
import { go, has, page, say, status } from "../page.js";
import { MOST_ANSWER, MOST_TEXT } from "../wire/content.js";

export function newDraft(door) {
  return { door, text: "", answers: {}, files: [], code: null, handover: null, sealed: null };
}

const chosen = (name) => [page.draft.answers[name] ?? []].flat();
const holds = (rule) => Object.entries(rule).some(([name, choice]) => chosen(name).includes(choice));

// Whether files may come with this report at all: never where images are what hurts.
export const filesAllowed = (door, answers) => ![answers.kinds, answers.medium].flat().includes("images") && Boolean(door);

export function render({ door, step = 0 }) {
  if (page.draft?.door !== door) page.draft = newDraft(door);
  page.draft.sealed = null;
  const told = page.questions.doors[door][step];
  const named = (part) => say(`${door}.${told.id}.${part}`);
  const parts = told.fields.map((one) => ({ one, node: part(door, one) }));
  const settle = () => parts.forEach(({ one, node }) => { node.hidden = Boolean(one.only) && !holds(one.only); });
  settle();
  const form = el("form", { novalidate: true, autocomplete: "off", onchange: settle, onsubmit: (event) => {
    event.preventDefault();
    next(door, step, parts);
  } },
  parts.map(({ node }) => node),
  told.foot && para(say(`${door}.${told.foot}`), "tint"),
  el("div", { class: "steps" },
    button(say("back"), () => (step ? go("door", { door, step: step - 1 }) : go("first")), "second"),
    el("button", { type: "submit", class: "main" }, say("next"))));
  const lead = `${door}.${told.id}.lead`;
  return [progress(step, page.questions.doors[door].length + 1, say(door + ".short")), title(named("title")),
    has(lead) && para(say(lead), "lead"), form].filter(Boolean);
}

export function progress(step, steps, name) {
  const bars = Array.from({ length: steps }, (_one, at) => el("span", { class: at <= step ? "bar on" : "bar" }));
  return el("div", { class: "progress" }, el("div", { class: "bars", "aria-hidden": "true" }, bars),
    para(`${say("step", { step: step + 1, steps })} · ${name}`, "hint"));
}

function next(door, step, parts) {
  const long = parts.find(({ one, node }) => !node.hidden && tooLong(one, node));
  if (long) return long.node.querySelector("textarea, input").focus();
  const steps = page.questions.doors[door];
  if (step + 1 < steps.length) return go("door", { door, step: step + 1 });
  const { text, answers, files } = page.draft;
  if (!text.trim() && !Object.values(answers).some((value) => value.length) && !files.length) {
    return status(say("fault.empty"), true);
  }
  return go("code");
}

function tooLong(one, node) {
  const typed = node.querySelector("textarea, input:not([type])  , input[type=text]");
  const most = one.kind === "text" ? MOST_TEXT : MOST_ANSWER;
  if (!typed || !["text", "line", "lines"].includes(one.kind)) return false;
  const length = Array.from(typed.value).length;
  complain(typed, length > most ? say("fault.long", { length, most }) : "");
  return length > most;
}

function part(door, one) {
  if (one.kind === "files") return files(door, one);
  if (one.kind === "one" || one.kind === "many") return choices(door, one);
  return writing(door, one);
}

// A question's words: of this door where it has its own, else the shared ones.
function label(door, name) {
  const own = `${door}.${name}`;
  if (has(own)) return say(own);
  return has(name) ? say(name) : null;
}

function writing(door, one) {
  const keep = (event) => {
    if (one.kind === "text") page.draft.text = event.target.value;
    else page.draft.answers[one.id] = event.target.value;
  };
  const make = one.kind === "line" ? entry : area;
  const node = make(one.id, { oninput: keep, rows: one.kind === "lines" ? "3" : one.kind === "text" ? "7" : null });
  node.value = one.kind === "text" ? page.draft.text : page.draft.answers[one.id] ?? "";
  return field(node, label(door, one.id), label(door, one.id + ".hint"));
}

function choices(door, one) {
  const note = el("div", { class: "note", role: "status" });
  const tell = () => note.replaceChildren(...Object.entries(one.notes ?? {})
    .filter(([choice]) => chosen(one.id).includes(choice))
    .map(([, name]) => el("div", { class: name.startsWith("danger") ? "card sand" : "tint" }, para(say("note." + name)))));
  const keep = () => {
    const on = Array.from(rows.querySelectorAll("input:checked"), (input) => input.value);
    page.draft.answers[one.id] = one.kind === "many" ? on : on[0] ?? "";
    tell();
  };
  const hint = label(door, one.id + ".hint");
  const rows = el("fieldset", { onchange: keep }, el("legend", {}, label(door, one.id)), hint && para(hint, "hint"),
    one.choices.map((choice) => row(door, one, choice)));
  tell();
  return el("div", { class: "field" }, rows, note);
}

function row(door, one, choice) {
  const told = { type: one.kind === "many" ? "checkbox" : "radio", name: one.id, value: choice, autocomplete: "off" };
  const input = el("input", told);
  input.checked = chosen(one.id).includes(choice);
  return el("label", { class: "choice" }, input, icon("tick"), el("span", {}, rich(label(door, `${one.id}.${choice}`))));
}

function files(door, one) {
  if (one.never && holds(one.never)) {
    page.draft.files = [];
    return el("div", { class: "field" }, para(say("note.images"), "tint"));
  }
  return fileField(page.draft.files, label(door, "files"), label(door, "files.hint"));
}

// The one short screen before the first field: what this is not, what protects, what does not, who reads when.

import { button, el, icon, para, rich, title } from "../dom.js";
import { LANGUAGES, go, local, page, say, speak } from "../page.js";

const DOORS = { victim: "talk", third: "eye", public: "board" };

export function render() {
  page.draft = null;
  return [
    languages(), title(say("first.title")), para(say("first.lead"), "lead"), danger(), honest(), reading(), doors(),
    button(say("first.enter"), () => go("enter"), "second wide"), foot(),
  ];
}

function languages() {
  const choose = (lang) => async () => {
    await speak(lang);
    await go("first");
  };
  const one = (lang) => el("button", {
    type: "button", class: "tongue", lang: lang === "en" ? "en" : "ko", onclick: choose(lang),
    "aria-current": lang === page.lang && "true",
  }, NAMES[lang]);
  return el("nav", { class: "tongues", "aria-label": say("first.languages") }, LANGUAGES.map(one));
}

const NAMES = { ko: "한국어", en: "English", easy: "쉬운 말" };

export function danger(words = say("first.danger")) {
  const number = (digits, who) => el("div", { class: "number" }, el("strong", {}, digits), el("span", {}, who));
  return el("section", { class: "card sand", "aria-labelledby": "danger" },
    el("h2", { id: "danger" }, say("first.danger.title")), para(words),
    el("div", { class: "numbers" }, number("112", say("first.112")), number("1366", say("first.1366"))),
    para(say("first.call"), "hint"));
}

function honest() {
  const list = (key, sign) => el("ul", { class: "signs" },
    say(key).split("\n").map((line) => el("li", {}, icon(sign), el("span", {}, rich(line)))));
  return el("section", { class: "card" },
    el("h2", {}, say("first.protects")), list("first.protects.list", "tick"), el("hr"),
    el("h2", {}, say("first.cannot")), list("first.cannot.list", "dash"),
    para(say("first.device"), "tint strong"));
}

function reading() {
  const part = (heading, words) => [el("dt", {}, heading), el("dd", {}, rich(words))];
  return el("dl", { class: "facts" },
    part(say("first.hours"), [local(page.centre.hours), say("first.hours.late")].filter(Boolean).join(" ")),
    part(say("first.minor"), say("first.minor.text")),
    part(say("first.code"), say("first.code.text")));
}

function doors() {
  const door = ([name, sign]) => el("li", {}, el("button", { type: "button", class: "door", onclick: () => go("door", { door: name }) },
    el("span", { class: "badge" }, icon(sign)),
    el("span", { class: "words" }, el("strong", {}, say(name + ".door")), el("span", { class: "hint" }, say(name + ".calm"))),
    icon("next")));
  return el("section", { "aria-labelledby": "doors" }, el("h2", { id: "doors" }, say("first.doors")),
    el("ul", { class: "doors" }, Object.entries(DOORS).map(door)));
}

function foot() {
  const numbers = (page.centre.phones ?? []).map((one) => `${local(one.name)} ${one.number}`.trim()).join(" · ");
  return el("footer", { class: "foot" },
    page.centre.practice && para(say("first.practice")),
    para([local(page.centre.name), numbers].filter(Boolean).join(" · ")),
    button(say("first.genuine"), () => go("genuine"), "link"));
}

// How to tell whether this page is the centre's: its address and its sign, compared with paper; and what that cannot show.

import { button, el, para, title } from "../dom.js";
import { go, page, say } from "../page.js";
import { fours } from "../wire/keys.js";

export async function render() {
  const sign = (await fours(page.centre.verify)).join(" ");
  return [
    title(say("genuine.title")), para(say("genuine.lead"), "lead"),
    el("dl", { class: "facts" }, el("dt", {}, say("genuine.address")), el("dd", { class: "mono" }, location.origin),
      el("dt", {}, say("genuine.sign")), el("dd", { class: "mono" }, sign)),
    para(say("genuine.limit"), "tint"), button(say("home"), () => go("first"), "second wide"),
  ];
}

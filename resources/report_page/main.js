// Starts the page: words, the centre, the first screen; then the rest is fetched while people read.

import { el, para, title } from "./dom.js";
import { watch } from "./leaving.js";
import { fetchAll, get, go, page, speak } from "./page.js";

const able = () => globalThis.crypto?.subtle && globalThis.Worker && globalThis.BigInt && isSecureContext;

function unable() {
  const main = document.getElementById("main");
  const telling = "이 브라우저에서는 글을 잠글 수 없어 아무것도 보내지 않습니다. 다른 기기나 새 브라우저를 쓰거나, 112 또는 1366에 전화해 주세요.";
  const english = "This browser cannot lock your words, so nothing is sent. Please use another device or a newer browser, or call 112 or 1366.";
  main.replaceChildren(title("지금은 보낼 수 없습니다"), para(telling), el("p", { lang: "en" }, english));
}

async function start() {
  watch();
  if (!able()) return unable();
  try {
    const lang = /^ko/i.test(navigator.language) || !/^en/i.test(navigator.language) ? "ko" : "en";
    [page.centre] = await Promise.all([get("centre.json"), speak(lang)]);
  } catch {
    return unable();
  }
  await go("first", { quiet: true });
  return fetchAll();
}

start();

// What every screen shares: the words of the chosen language, the centre, where one is, and what was written so far.
// All of it lives in this memory only: no cookie, no storage, no address, no history.

export const LANGUAGES = ["ko", "en", "easy"];

const ROOMS = {
  first: () => import("./screens/first.js"),
  door: () => import("./screens/door.js"),
  code: () => import("./screens/code.js"),
  sent: () => import("./screens/sent.js"),
  enter: () => import("./screens/enter.js"),
  thread: () => import("./screens/thread.js"),
  takeover: () => import("./screens/takeover.js"),
  genuine: () => import("./screens/genuine.js"),
};

export const page = { lang: "ko", centre: null, questions: null, draft: null };
let words = {};

export class Failed extends Error {
  constructor(key, detail = {}) {
    super(key);
    this.key = key;
    this.detail = detail;
  }
}

export async function get(path) {
  let found;
  try {
    found = await fetch(path, { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-cache" });
  } catch {
    throw new Failed("fault.network");
  }
  if (!found.ok) throw new Failed("fault.network");
  return found.json();
}

export async function speak(lang) {
  words = await get(`words/${lang}.json`);
  page.lang = lang;
  document.documentElement.lang = lang === "en" ? "en" : "ko";
  document.title = say("title");
  document.getElementById("brand").textContent = say("title");
  document.querySelector("#leave span").textContent = say("leave");
  document.getElementById("leave").setAttribute("aria-label", say("leave.aria"));
}

// The words of a key, {named} places filled; the first key that has words counts.
export function say(key, places = {}) {
  const found = words[key];
  if (found === undefined) throw new Error("no words: " + key);
  return found.replace(/\{(\w+)\}/g, (_all, name) => places[name]);
}

export const has = (key) => key in words;
export const local = (told) => (typeof told === "string" ? told : told?.[page.lang] ?? told?.ko ?? "");

// Show a screen: its heading is read out, and the page starts at its top.
export async function go(name, told) {
  status("");
  let room;
  try {
    const waiting = setTimeout(() => status(say("wait.open")), 300);
    room = await ROOMS[name]().finally(() => clearTimeout(waiting));
    if (name !== "first") await fetchQuestions();
  } catch {
    return status(say("fault.network"), true);
  }
  const main = document.getElementById("main");
  status("");
  main.replaceChildren(...[await room.render(told)].flat());
  main.dataset.screen = name;
  scrollTo(0, 0);
  if (!told?.quiet) main.querySelector("h1")?.focus({ preventScroll: true });
  return undefined;
}

// One line at the foot that screen readers speak: how far a wait is, or what did not work.
export function status(line, bad = false) {
  const place = document.getElementById("status");
  place.textContent = line;
  place.classList.toggle("bad", bad);
}

async function fetchQuestions() {
  page.questions ??= await get("questions.json");
}

export const fetchAll = () => Promise.allSettled([fetchQuestions(), ...Object.values(ROOMS).map((load) => load())]);

export function faultWords(problem) {
  if (problem instanceof Failed) return say(problem.key, problem.detail);
  console.error(problem.name);
  return say("fault.other");
}

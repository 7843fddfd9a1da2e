// The way out: one button, Esc three times, and nothing left behind on the page.

const ELSEWHERE = "https://www.weather.go.kr/";
const QUICK = 1500;

export function wipe() {
  for (const node of document.querySelectorAll("input, textarea")) node.value = "";
  document.getElementById("main").replaceChildren();
  document.getElementById("status").replaceChildren();
}

export function leave() {
  wipe();
  document.documentElement.classList.add("gone");
  document.title = "";
  location.replace(ELSEWHERE);
}

export function watch() {
  let presses = [];
  document.getElementById("leave").addEventListener("click", leave);
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at < QUICK);
    if (presses.length >= 3) leave();
  });
  // A page that is left is empty before the browser can keep it, and a kept one starts anew.
  addEventListener("pagehide", wipe);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

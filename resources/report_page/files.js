// Attachments: chosen, their hidden data told in plain words, a copy without them made; sealed only when sent.

import { button, el, icon, para, problem } from "./dom.js";
import { hiddenData } from "./hidden.js";
import { say } from "./page.js";
import { MOST_FILES } from "./wire/content.js";
import { count } from "./wire/pieces.js";

const MOST_PIECES = 4096;
const LONGEST_SIDE = 4096;
const MEGABYTE = 1024 * 1024;

// `files` is the list that is sent later, changed in place: {file, view, told}.
export function fileField(files, label, hint, changed = () => {}) {
  const list = el("ul", { class: "files" });
  const told = problem("files");
  const show = () => {
    list.replaceChildren(...files.map((one, at) => item(one, () => {
      files.splice(at, 1);
      changed();
      show();
      input.focus();
    })));
    list.setAttribute("aria-label", say("files.list", { count: files.length }));
  };
  const complain = (words) => {
    told.hidden = !words;
    told.replaceChildren(...(words ? [icon("warn"), el("span", {}, words)] : []));
  };
  const choose = async () => {
    const found = Array.from(input.files);
    input.value = "";
    complain("");
    for (const file of found) {
      const fault = refused(files, file);
      if (fault) complain(fault);
      else await add(files, file, show);
    }
    changed();
  };
  const input = el("input", { type: "file", id: "files", multiple: true, class: "picker", onchange: choose, "aria-describedby": "files-hint files-problem" });
  show();
  return el("div", { class: "field" }, el("h2", {}, label), el("p", { class: "hint", id: "files-hint" }, hint),
    input, el("label", { for: "files", class: "second wide" }, say("files.choose")), told, list);
}

function refused(files, file) {
  const entries = files.reduce((sum, one) => sum + 1 + (one.view || one.waiting ? 1 : 0), 0);
  const parts = files.reduce((sum, one) => sum + count(one.file.size) + (one.view ? count(one.view.size) : 0), 0);
  const needed = /^image\//.test(file.type) ? 2 : 1;
  if (entries + needed > MOST_FILES) return say("files.many", { most: MOST_FILES });
  if (parts + needed * count(file.size) > MOST_PIECES) return say("files.large");
  return "";
}

async function add(files, file, show) {
  const one = { file, view: null, told: null, waiting: /^image\//.test(file.type) };
  files.push(one);
  show();
  one.told = await hiddenData(file);
  one.view = one.waiting ? await stripped(file) : null;
  one.waiting = false;
  show();
}

function item({ file, view, told, waiting }, remove) {
  const size = file.size < MEGABYTE ? `${Math.max(1, Math.round(file.size / 1024))} KB` : `${(file.size / MEGABYTE).toFixed(1)} MB`;
  const lines = waiting ? [say("files.waiting")] : about(file, view, told);
  return el("li", {}, el("strong", {}, file.name), el("span", { class: "hint" }, size), lines.map((words) => para(words, "hint")),
    button(say("files.remove"), remove, "link", { "aria-label": say("files.remove.named", { name: file.name }) }));
}

function about(file, view, told) {
  const image = /^image\//.test(file.type) || /\.hei[cf]$/i.test(file.name);
  if (!image) return [say("files.document")];
  const facts = [told?.place && say("hidden.place", { place: told.place }), told?.time && say("hidden.time", { time: told.time }),
    told?.camera && say("hidden.camera", { camera: told.camera }), told?.text && say("hidden.text")].filter(Boolean);
  return [facts.length ? `${say("hidden.has")} ${facts.join(" ")}` : say("hidden.none"), view ? say("files.view") : say("files.noview")];
}

// The picture alone, drawn anew: nothing that the camera wrote beside it comes along. Null where it cannot be drawn here.
async function stripped(file) {
  try {
    const drawn = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(drawn.width, drawn.height));
    const canvas = el("canvas", { width: Math.max(1, Math.round(drawn.width * scale)), height: Math.max(1, Math.round(drawn.height * scale)) });
    canvas.getContext("2d").drawImage(drawn, 0, 0, canvas.width, canvas.height);
    drawn.close();
    return await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
  } catch {
    return null;
  }
}

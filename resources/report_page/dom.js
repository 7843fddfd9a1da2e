// Building what is shown. Text only ever becomes text: nothing here or elsewhere parses HTML.

const SVG = "http://www.w3.org/2000/svg";

// el("p", { class: "hint", onclick: act }, "text", node, …); what is null or false is left out.
export function el(name, told = {}, ...inside) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(told)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...inside.flat(Infinity).filter((part) => part !== null && part !== undefined && part !== false));
  return node;
}

export function icon(name, more = "") {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", ("icon " + name + " " + more).trim());
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", "#" + name);
  svg.append(use);
  return svg;
}

// Words with **strong** parts.
export function rich(words) {
  return words.split("**").map((part, at) => (at % 2 ? el("strong", {}, part) : part));
}

export const para = (words, kind) => el("p", { class: kind }, rich(words));
export const title = (words) => el("h1", { tabindex: "-1" }, words);

export function button(words, act, kind = "main", more = {}) {
  return el("button", { type: "button", class: kind, onclick: act, ...more }, words);
}

// Everything that would let a browser remember or look up what is typed is turned off.
const UNREMEMBERED = { autocomplete: "off", autocorrect: "off", autocapitalize: "off", spellcheck: "false" };

export function entry(id, told = {}) {
  return el("input", { id, name: id, type: "text", ...UNREMEMBERED, ...told });
}

export function area(id, told = {}) {
  return el("textarea", { id, name: id, rows: "5", ...UNREMEMBERED, ...told });
}

export function field(node, label, hint, kind = "field") {
  const under = hint && el("p", { class: "hint", id: node.id + "-hint" }, rich(hint));
  if (under) node.setAttribute("aria-describedby", under.id);
  return el("div", { class: kind }, el("label", { for: node.id }, label), under, node, problem(node.id));
}

export const problem = (id) => el("p", { class: "problem", id: id + "-problem", "aria-live": "assertive", hidden: true });

// The sentence beside a field that cannot be used as it is; none where `words` is empty. What was typed stays.
export function complain(node, words) {
  const place = document.getElementById(node.id + "-problem");
  node.toggleAttribute("aria-invalid", Boolean(words));
  if (words) node.setAttribute("aria-invalid", "true");
  place.hidden = !words;
  place.replaceChildren(...(words ? [icon("warn"), el("span", {}, words)] : []));
  if (words) node.setAttribute("aria-errormessage", place.id);
}

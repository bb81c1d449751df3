// Elements made by hand: whatever a text holds, it stays text.

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  talk: "M4 5h16v11H10l-4 4v-4H4z",
  close: "M6 6l12 12M18 6L6 18",
  options: "M4 7h16M4 12h16M4 17h16",
  phone: "M5 4h4l2 5-2 1a9 9 0 0 0 5 5l1-2 5 2v4a16 16 0 0 1-15-15",
  send: "M4 12h15M13 6l6 6-6 6",
};

/** Properties where the element has them, else attributes; children that are null, false or "" are left out. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) made[key] = value;
    else if (value != null) made.setAttribute(key, value);
  }
  made.append(...children.flat(3).filter((child) => child || child === 0));
  return made;
}

export function button(text, onclick, properties = {}) {
  return element("button", { type: "button", onclick, ...properties }, text);
}

export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  drawing.append(path);
  return drawing;
}

export function unseen(text) {
  return element("span", { class: "unseen" }, text);
}

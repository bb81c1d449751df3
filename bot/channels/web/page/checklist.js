// The papers of a procedure, to be ticked off; the ticks stay in this browser.

import { button, element } from "./dom.js";
import { panel } from "./panel.js";
import { copy, download, print } from "./paper.js";
import { BASE } from "./script.js";
import { link } from "./text.js";

export async function checklist(chat, code) {
  const { say, server } = chat;
  const place = element("div", {}, element("p", {}, say("loading")));
  const { note } = panel(chat, say("list"), place);
  try {
    new Checklist(chat, code, await server.get(`dossier/${encodeURIComponent(code)}`), note).show(place);
  } catch (error) {
    place.replaceChildren(element("p", { class: "failure" }, error.message || say("failed")));
  }
}

class Checklist {
  constructor(chat, code, dossier, note) {
    Object.assign(this, { chat, code, dossier, note });
    const kept = chat.memory.all.lists[code] ?? {};
    this.ticked = new Set(kept.ticked);
    this.cases = dossier.groups.map((group) => group.case).filter(Boolean);
    this.case = this.cases.includes(kept.case) ? kept.case : this.cases[0];
  }

  get groups() {
    return this.dossier.groups.filter((group) => !group.case || group.case === this.case);
  }

  get items() {
    return this.groups.flatMap((group) => group.items.map((item) => ({ ...item, key: `${group.case ?? ""}|${item.name}` })));
  }

  keep() {
    const { memory } = this.chat;
    memory.put({ lists: { ...memory.all.lists, [this.code]: { case: this.case, ticked: [...this.ticked] } } });
  }

  show(place) {
    const { chat, dossier } = this;
    const { say } = chat;
    const { name, warnings = [], source, checked, portal, forms = [] } = dossier;
    this.list = element("fieldset", { class: "papers" });
    this.fill();
    const out = (act) => () => act(this.text());
    place.replaceChildren(element("div", { lang: "vi" },
      element("p", {}, element("strong", {}, name)),
      this.cases.length > 1 && element("label", { class: "field" }, say("case"), this.select()),
      this.list,
      warnings.map((warning) => element("p", { class: "soon" }, `⚠ ${warning}`)),
      forms.length > 0 && [
        element("p", {}, element("strong", {}, say("forms"))),
        element("ul", {}, forms.map((form) => element("li", {}, link(form.name, new URL(form.href, BASE).href)))),
      ],
      source && element("p", { class: "soft" }, this.source(), portal && /^https:/.test(portal) && [" · ", link(say("portal"), portal)])),
    element("div", { class: "choices" },
      button(say("copy"), out(async (text) => (this.note.textContent = await copy(text, say)))),
      button(say("print"), out((text) => print(chat, name, text))),
      button(say("download"), out((text) => download(`danh-muc-${this.code}.txt`, text))),
      button(say("uncheck"), () => (this.ticked.clear(), this.fill(), this.keep()))));
  }

  source() {
    const { say } = this.chat;
    const { source, checked } = this.dossier;
    return `${say("source")}: ${source}` + (checked ? `, ${say("checked", { date: checked.split("-").reverse().join("/") })}` : "");
  }

  select() {
    const options = this.cases.map((each) => element("option", { value: each, selected: each === this.case }, each));
    return element("select", { onchange: (event) => ((this.case = event.target.value), this.fill(), this.keep()) }, options);
  }

  fill() {
    const { say } = this.chat;
    this.list.replaceChildren(element("legend", {}, this.case ?? say("every")),
      ...this.items.map((item) => element("label", {},
        element("input", { type: "checkbox", checked: this.ticked.has(item.key), onchange: (event) => this.tick(item, event.target.checked) }),
        element("span", {}, item.name, element("span", { class: "soft" }, this.details(item))))));
    this.tell();
  }

  tick({ key }, on) {
    this.ticked[on ? "add" : "delete"](key);
    this.keep();
    this.tell();
  }

  tell() {
    const { items } = this;
    const ready = items.filter(({ key }) => this.ticked.has(key)).length;
    this.note.textContent = this.chat.say("ready", { ready, count: items.length });
  }

  details({ originals, copies, form, mandatory }) {
    const { say } = this.chat;
    const two = (count) => String(count).padStart(2, "0");
    const told = [originals && say("originals", { count: two(originals) }), copies && say("copies", { count: two(copies) }), form,
      mandatory === false && say("optional")].filter(Boolean);
    return told.length ? ` (${told.join(", ")})` : "";
  }

  text() {
    const { name, warnings = [], source, portal } = this.dossier;
    return [
      name, this.case ?? [], "",
      ...this.items.map((item) => `[${this.ticked.has(item.key) ? "x" : " "}] ${item.name}${this.details(item)}`),
      "", ...warnings.map((warning) => `⚠ ${warning}`), source ? this.source() : [], portal ?? [],
    ].flat().join("\n");
  }
}

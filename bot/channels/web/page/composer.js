// Where questions are written: a combobox that proposes procedures, with or without diacritics.

import { element, icon } from "./dom.js";

const BREAK = 200;
const LONGEST = 80;
const MOST = 6;

export class Composer {
  constructor(chat) {
    this.chat = chat;
    const { say, memory } = chat;
    this.list = element("ul", { id: "options", role: "listbox", "aria-label": say("procedures"), hidden: true });
    this.input = element("input", {
      id: "question", type: "text", role: "combobox", autocomplete: "off", enterKeyHint: "send", spellcheck: false,
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "options",
      "aria-describedby": "hint", value: memory.all.draft,
      oninput: () => this.changed(), onkeydown: (event) => this.pressed(event), onblur: () => this.fold(),
    });
    this.form = element("form", { class: "composer", onsubmit: (event) => this.submit(event) },
      element("div", { class: "column" },
        element("label", { for: "question" }, say("question")),
        element("div", { class: "line" }, this.list, this.input,
          element("button", { class: "strong", title: say("send") }, icon("send"))),
        element("p", { id: "hint", class: "hint" }, say("hint"))));
  }

  submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    this.input.focus();
    if (!text) return;
    this.write("");
    this.chat.ask(text);
  }

  write(text) {
    this.input.value = text;
    this.chat.memory.put({ draft: text });
    this.fold();
  }

  changed() {
    const text = this.input.value;
    this.chat.memory.put({ draft: text });
    clearTimeout(this.timer);
    this.asking?.abort();
    // What was gone to belongs to what was typed before.
    if (this.active >= 0) this.fold();
    if (text.trim().length < 2 || text.length > LONGEST || this.chat.talk.state.handoff?.officer) return this.fold();
    this.timer = setTimeout(() => this.suggest(text.trim()), BREAK);
  }

  async suggest(text) {
    this.asking = new AbortController();
    const path = `suggest?q=${encodeURIComponent(text)}`;
    const { procedures = [] } = await this.chat.server.get(path, { signal: this.asking.signal }).catch(() => ({}));
    if (this.input.value.trim() === text) this.unfold(procedures.slice(0, MOST));
  }

  unfold(procedures) {
    if (!procedures.length) return this.fold();
    this.active = -1;
    this.list.replaceChildren(...procedures.map(({ name }, place) => element("li", {
      id: `option${place}`, role: "option", "aria-selected": "false", lang: "vi",
      onpointerdown: (event) => event.preventDefault(), onclick: () => this.choose(place),
    }, name)));
    this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-expanded", "true");
    this.list.hidden = false;
    this.chat.announce(this.chat.say("found", { count: procedures.length }));
  }

  fold() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.list.hidden = true;
    this.active = -1;
  }

  pressed(event) {
    // While an input method is composing, keys belong to it.
    if (event.isComposing) return;
    const options = this.list.hidden ? [] : [...this.list.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) this.move(options, step);
    else if (event.key === "Enter" && this.active >= 0) this.choose(this.active);
    else if (event.key === "Escape" && options.length) this.fold();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  move(options, step) {
    const count = options.length + 1;
    // One place more than there are options: none.
    this.active = ((this.active + 1 + step + count) % count) - 1;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === this.active)));
    if (this.active < 0) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", options[this.active].id);
    options[this.active].scrollIntoView({ block: "nearest" });
  }

  choose(place) {
    this.write(this.list.children[place].textContent);
    this.input.focus();
  }
}

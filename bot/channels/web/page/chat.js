// <motcua-chat>: floating on any page, or as large as the page that holds it.

import { awaitVoices } from "./aloud.js";
import { Composer } from "./composer.js";
import { button, element, icon } from "./dom.js";
import { Hotline } from "./hotline.js";
import { Log } from "./log.js";
import { Memory } from "./memory.js";
import { options } from "./options.js";
import { BASE } from "./script.js";
import { Server } from "./server.js";
import { CSS } from "./style.js";
import { Talk } from "./talk.js";
import { speaker } from "./words.js";

const FRESH_AGENCY = 300_000;
const touch = matchMedia("(hover: none)");
const dark = matchMedia("(prefers-color-scheme: dark)");

export class Chat extends HTMLElement {
  connectedCallback() {
    if (this.root) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    this.shadow = this.attachShadow({ mode: "open" });
    this.shadow.adoptedStyleSheets = [sheet];
    this.full = this.hasAttribute("full");
    this.agency = {};
    this.fresh = 0;
    this.say = speaker();
    this.memory = new Memory(this.getAttribute("agency"));
    this.server = new Server();
    this.talk = new Talk(this.server, this.memory);
    this.talk.view = this;
    this.launcher = button([icon("talk"), element("span", {}, this.say("launch"))], () => this.open(), { class: "launcher", hidden: this.full });
    this.shadow.append((this.root = element("div", { class: "root", lang: "vi" }, this.launcher)));
    this.dress();
    dark.addEventListener("change", () => this.dress());
    awaitVoices(() => this.panel && this.build());
    document.addEventListener("securitypolicyviolation", (event) => this.forbidden(event));
    if (this.full || this.hasAttribute("open")) this.open(false);
    else if (this.memory.all.waiting) this.learn().then(() => this.talk.listen());
  }

  get likes() {
    const language = this.getAttribute("lang") === "en" ? "en" : "vi";
    return { size: "size1", theme: "system", language, ...this.memory.all.likes };
  }

  async like(name, value) {
    this.memory.like({ [name]: value });
    if (name !== "language") return this.dress();
    if (!(await this.learn())) return;
    options(this);
    this.root.querySelector("dialog [name=language]:checked").focus();
  }

  // --- building ---

  /** The words, and with them everything else; false when they do not come. */
  async learn() {
    const { language } = this.likes;
    try {
      this.say = speaker(await this.server.get(`${language}.json`, { cache: "default" }));
    } catch {
      this.launcher.hidden = false;
      this.launcher.lastChild.textContent = this.complaint ?? this.say("unreachable");
      return false;
    }
    this.root.lang = language;
    this.build();
    return true;
  }

  /** Anew, from what is known: also when the language changes. */
  build() {
    const { say, full } = this;
    const shown = this.panel && !this.panel.hidden;
    const writing = this.shadow.activeElement?.id === "question";
    this.log = new Log(this);
    this.composer = new Composer(this);
    this.hotline = new Hotline(this);
    this.trouble = element("p", { class: "trouble", role: "status" });
    this.panel = element("section", { class: "panel", role: full ? null : "dialog", "aria-label": say("title"), tabIndex: -1, hidden: !shown },
      this.header(), this.trouble, this.hotline.place, this.log.place, this.composer.form);
    if (!full) this.panel.onkeydown = (event) => this.pressed(event);
    this.root.replaceChildren(this.panel, this.launcher);
    this.hotline.tell();
    this.log.greet();
    this.talk.lines.forEach((line) => this.log.line(line, false));
    this.talk.unsent.forEach((item) => this.log.unsent(item));
    this.state(this.talk.state);
    this.health();
    this.unread(this.fresh);
    this.log.goOn();
    if (writing) this.composer.input.focus();
  }

  header() {
    const { say, full } = this;
    return element("div", { class: "header" },
      element("div", { class: "column bar" },
        element("div", { class: "who" }, element(full ? "h1" : "h2", {}, say("title")), (this.name = element("p", { lang: "vi" }, this.agency.name))),
        button([icon("options"), element("span", {}, say("options"))], () => options(this), { class: "plain options", title: say("options") }),
        !full && button(icon("close"), () => this.close(), { class: "plain", title: say("close") })),
      element("div", { class: "column" }, this.hotline.notice, this.hotline.bar));
  }

  dress() {
    const { size, theme } = this.likes;
    this.root.dataset.size = size;
    this.root.toggleAttribute("data-dark", theme === "dark" || (theme === "system" && dark.matches));
  }

  // --- opening and closing ---

  async open(focus = true) {
    if (!this.panel && !(await this.learn())) return;
    this.panel.hidden = false;
    this.launcher.hidden = true;
    this.unread(0);
    this.log.goOn();
    if (focus) this.goOn();
    this.greet();
    this.talk.listen();
    this.talk.flush();
  }

  close() {
    this.panel.hidden = true;
    this.launcher.hidden = false;
    this.launcher.focus();
  }

  pressed(event) {
    if (event.key === "Escape") return this.close();
    if (event.key !== "Tab") return;
    const stops = [...this.panel.querySelectorAll("a[href], button, input, summary, [tabindex='0']")].filter((each) => each.getClientRects().length && !each.disabled);
    const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    if (this.shadow.activeElement !== from) return;
    event.preventDefault();
    to.focus();
  }

  /** Who answers, and whether an officer is there: asked again while somebody looks. */
  async greet() {
    clearTimeout(this.greeting);
    this.greeting = setTimeout(() => !document.hidden && !this.panel.hidden && this.greet(), FRESH_AGENCY);
    const known = this.agency.greeting;
    try {
      this.agency = await this.server.get("agency");
    } catch {
      if (navigator.onLine && (await this.server.answers())) this.complain(this.say("origin", { origin: location.origin }));
      return;
    }
    this.name.textContent = this.agency.name;
    this.hotline.tell();
    if (known) return;
    this.log.greet();
    this.log.goOn();
  }

  forbidden({ blockedURI, effectiveDirective }) {
    const { origin } = new URL(BASE);
    if (effectiveDirective === "connect-src" && blockedURI.startsWith(origin)) this.complain(this.say("policy", { host: origin }));
  }

  /** To whoever puts the widget on his page. */
  complain(text) {
    console.error((this.complaint = text));
    if (this.panel) this.health();
    else this.launcher.lastChild.textContent = text;
  }

  unread(count) {
    this.fresh = count;
    this.launcher.lastChild.textContent = this.say("launch") + (count ? ` (${this.say("fresh", { count })})` : "");
  }

  ask(text, more) {
    this.talk.ask(text, more);
    this.goOn();
  }

  command(word) {
    this.talk.command(word);
    this.goOn();
  }

  /** To where the next words are written; a phone's keyboard would only cover the answer. */
  goOn() {
    (touch.matches ? this.panel : this.composer.input).focus({ preventScroll: true });
  }

  announce(text) {
    this.log.status.textContent = text;
  }

  // --- what the conversation tells ---

  line(line, fresh) {
    this.log.line(line, fresh);
    if (fresh) {
      this.announce("");
      this.look();
    }
    if (fresh && this.panel.hidden && line.author !== "person") this.unread(this.fresh + 1);
  }

  unsent(item) {
    this.log?.unsent(item);
  }

  state(before) {
    this.hotline.state(before);
    this.look();
  }

  look() {
    clearTimeout(this.looking);
    const working = this.say("working");
    if (this.talk.working) this.looking = setTimeout(() => this.announce(working), 400);
    else if (this.log.status.textContent === working) this.announce("");
  }

  health() {
    if (!this.panel) return;
    const { health } = this.talk;
    this.trouble.textContent = this.complaint ?? (health && this.say(health));
    this.trouble.hidden = !this.trouble.textContent;
  }

  expired() {
    this.log.line({ author: "notice", text: this.say("expired") }, true);
  }

  /** Another conversation, or none; `word` says why. */
  emptied(word) {
    if (this.panel) this.build();
    if (word) this.announce(this.say(word));
  }

  awake() {
    return this.panel && (!this.panel.hidden || this.memory.all.waiting);
  }
}

// What was said, oldest first; new lines are announced, restored ones are not.

import { button, element, unseen } from "./dom.js";
import { canRead, read } from "./aloud.js";
import { checklist } from "./checklist.js";
import { paragraphs } from "./text.js";

const NEAR = 160;

export class Log {
  constructor(chat) {
    this.chat = chat;
    this.pending = new Map();
    this.status = element("p", { class: "status", role: "status" });
    this.log = element("div", { class: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": chat.say("log") });
    this.place = element("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": chat.say("scroll") },
      element("div", { class: "column" }, this.log, this.status));
  }

  /** The authority's greeting, and before the first question what becomes of it. */
  greet() {
    const { say, agency, talk } = this.chat;
    const { greeting, suggestions = [] } = agency;
    this.quietly(() => {
      this.greeting?.remove();
      this.notice?.remove();
      this.greeting = element("div", { class: "turn" },
        greeting && message(this.chat, "assistant", paragraphs(greeting)),
        suggestions.length > 0 && [
          element("p", { class: "soft" }, say("suggestions")),
          choices(say("suggestions"), suggestions.map((title) => button(title, () => this.chat.ask(title)))),
        ]);
      this.notice = privacyNotice(this.chat);
      this.notice.hidden = talk.lines.length + talk.unsent.length > 0;
      this.log.prepend(this.greeting, this.notice);
    });
  }

  line(line, fresh) {
    // A rating is shown where it was given.
    if (/^r\d+-\d-/.test(line.key)) return this.rated(line.key);
    const known = line.key && this.pending.get(line.key);
    this.notice.hidden = true;
    if (known) return this.arrived(known, line);
    const made = turn(this.chat, line);
    const reading = this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight > NEAR;
    const show = () => this.log.insertBefore(made, this.log.querySelector("[data-pending]"));
    if (line.author === "person") this.question = made;
    if (!fresh) return this.quietly(show);
    show();
    // An answer is read from its beginning, below its question; others do not pull away who reads above.
    if (line.author === "assistant") this.bringUp(this.question ?? made);
    else if (!reading) this.bringUp(made);
  }

  /** The server has what we showed as on its way; it may have masked numbers in it. */
  arrived(known, { key, text }) {
    this.pending.delete(key);
    known.removeAttribute("data-pending");
    known.querySelector(".failure")?.remove();
    known.querySelector("p").textContent = text;
  }

  /** What is on its way, or could not be sent. */
  unsent(item) {
    const { say, talk } = this.chat;
    if (item.quiet) return item.refusal && this.chat.announce(item.refusal);
    const known = this.pending.get(item.id);
    const place = known ?? turn(this.chat, { author: "person", text: item.text });
    place.querySelector(".failure")?.remove();
    if (item.refusal) {
      place.append(element("div", { class: "failure", role: "alert" },
        element("span", {}, item.refusal),
        button(say("again"), () => talk.again(item))));
    }
    if (known) return;
    place.setAttribute("data-pending", "");
    this.pending.set(item.id, place);
    this.notice.hidden = true;
    this.log.append(place);
    this.bringUp((this.question = place));
  }

  /** What is said to it comes at the end, where one looks already. */
  rated(key) {
    this.question = null;
    this.log.querySelector(`[data-number="${/\d+/.exec(key)}"] fieldset`)?.dispatchEvent(new Event("rated"));
  }

  /** To the last question, or to what was said after it was rated; without any, to the greeting. */
  goOn() {
    this.bringUp(this.question ?? (this.chat.talk.last ? this.log.lastElementChild : this.greeting));
  }

  bringUp(place) {
    this.scroller.scrollTop += place.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
  }

  /** Where there is little height the conversation scrolls together with what is above and below it. */
  get scroller() {
    return this.place.scrollHeight > this.place.clientHeight ? this.place : this.place.parentElement;
  }

  quietly(change) {
    this.log.setAttribute("aria-live", "off");
    change();
    requestAnimationFrame(() => requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite")));
  }
}

function turn(chat, line) {
  const { say } = chat;
  const heard = line.author === "person" ? element("p", {}, line.text) : paragraphs(line.text);
  return element("div", { class: "turn", "data-number": line.number, lang: "vi" },
    line.text && message(chat, line.author, heard, line.staff),
    line.buttons?.length > 0 && choices(say("choices"), line.buttons.map(({ title, id }) => button(title, () => chat.ask(title, { button: id })))),
    tools(chat, line));
}

function message(chat, author, content, staff) {
  const { say } = chat;
  const name = author === "officer"
    ? element("p", { class: "name" }, officer(say, staff))
    : unseen(`${say(author)}: `);
  return element("div", { class: `message ${author}` }, name, content);
}

/** A title that says it already is not called so again. */
export function officer(say, title) {
  const desk = say("desk");
  return title && !title.startsWith(desk) ? `${desk} · ${title}` : title || desk;
}

function choices(label, buttons) {
  return element("div", { class: "choices", role: "group", "aria-label": label }, buttons);
}

/** Beside the answer, not part of it: a screen reader finds them, but they are not announced with it. */
function tools(chat, line) {
  if (line.author !== "assistant") return null;
  const { say } = chat;
  const dossier = line.procedure && line.aspects?.includes("dossier");
  const found = [
    dossier && button(say("list"), () => checklist(chat, line.procedure.code), { class: "quiet" }),
    canRead() && line.text && button(say("listen"), (event) => read(line.text, event.currentTarget, say), { class: "quiet" }),
    line.rating?.length > 0 && rating(chat, line),
  ].filter(Boolean);
  return found.length > 0 && element("div", { class: "tools", "aria-live": "off" }, found);
}

function rating(chat, line) {
  const { say, talk } = chat;
  const thanks = element("span", { class: "soft", role: "status" });
  const radios = line.rating.map((_, choice) => element("input", {
    type: "radio", name: `rate${line.number}`, checked: talk.rated[line.number] === choice,
    onchange: () => (talk.rate(line, choice), tell()),
  }));
  const tell = () => {
    const given = talk.rated[line.number];
    radios.forEach((radio, choice) => (radio.checked = given === choice));
    thanks.textContent = given === undefined ? "" : say("thanks");
  };
  tell();
  const group = element("fieldset", { class: "rating", role: "radiogroup" },
    element("legend", {}, say("rate")),
    line.rating.map(({ title }, choice) => element("label", { lang: "vi" }, radios[choice], title)), thanks);
  group.addEventListener("rated", tell);
  return group;
}

function privacyNotice({ say, agency }) {
  return element("section", { class: "privacy", "aria-label": say("privacy") },
    element("p", {}, say("privacyShort")),
    agency.privacy && element("details", {}, element("summary", {}, say("privacyMore")), privacyText(agency)));
}

export function privacyText({ privacy = "" }) {
  return element("div", { lang: "vi" }, paragraphs(privacy));
}

// The way to an officer: his number, his hours, the queue, and who is speaking.

import { button, element, icon } from "./dom.js";
import { panel } from "./panel.js";

const PHONE = /^(?:0|\+?84)\d{8,10}$/;

export class Hotline {
  constructor(chat) {
    this.chat = chat;
    this.bar = element("div", { class: "hotline" });
    this.notice = element("p", { class: "soon", lang: "vi" });
    this.banner = element("div", { role: "status" });
    this.away = element("div", { class: "choices" });
    this.place = element("section", { class: "waiting", hidden: true, "aria-label": chat.say("officer") }, this.banner, this.away);
  }

  /** The number and whether somebody is there now. */
  tell() {
    const { say, agency } = this.chat;
    const { hotline, open, hours, opens, closes } = agency;
    const when = open ? [say("opened"), closes] : open === false ? [say("shut"), opens] : [];
    this.notice.textContent = agency.notice;
    this.bar.replaceChildren(element("p", {},
      hotline && element("a", { href: `tel:${hotline.replace(/[^\d+]/g, "")}` }, icon("phone"), say("call", { number: hotline })),
      element("span", { class: "soft", title: hours }, when.filter(Boolean).join(open ? " " : ", "))),
    element("p", { class: "choices" },
      open === false && button(say("callback"), () => this.callback()),
      (this.wish = button(say("officer"), () => this.ask()))));
    this.state({});
  }

  ask() {
    const { talk, say } = this.chat;
    if (!talk.state.handoff) this.chat.command("canbo");
    this.chat.announce(say("asked"));
  }

  state(before) {
    const { say, talk } = this.chat;
    const { handoff } = talk.state;
    this.wish.hidden = !!handoff;
    const returned = before.handoff?.state === "open" && !handoff;
    this.place.hidden = !handoff && !returned;
    if (returned) return this.show([say("returned")]);
    if (!handoff) return;
    if (handoff.state === "open") {
      this.show([say("joined", { officer: handoff.officer || say("desk") })],
        button(say("finish"), () => this.chat.command("roi")));
    } else {
      this.show([say("queue"), handoff.position && say("place", handoff), handoff.wait && say("wait", { wait: this.spell(handoff.wait) }), say("meanwhile")],
        button(say("callback"), () => this.callback()), button(say("leave"), () => this.chat.command("roi")));
    }
  }

  show(sentences, ...buttons) {
    const text = sentences.filter(Boolean).join(" ");
    // Said once: the same state comes again and again.
    if (this.banner.textContent === text) return;
    this.banner.textContent = text;
    this.away.replaceChildren(...buttons);
    this.away.hidden = !buttons.length;
  }

  spell(minutes) {
    const { say } = this.chat;
    if (typeof minutes === "string") return minutes;
    return minutes < 90 ? say("minutes", { count: Math.max(1, Math.round(minutes)) }) : say("hours", { count: Math.round(minutes / 60) });
  }

  callback() {
    const { say, agency, talk } = this.chat;
    const phone = element("input", { id: "phone", type: "tel", autocomplete: "tel", inputMode: "tel", required: true, "aria-describedby": "phone-wrong" });
    const best = element("input", { id: "best", type: "text", maxLength: 200, "aria-describedby": "best-hint" });
    const wrong = element("p", { id: "phone-wrong", class: "wrong" });
    const refused = element("p", { class: "wrong", role: "alert" });
    const send = element("button", { class: "strong" }, say("callbackSend"));
    const form = element("form", { noValidate: true, onsubmit: async (event) => {
      event.preventDefault();
      const number = phone.value.replace(/[\s.()-]/g, "");
      const good = PHONE.test(number);
      phone.setAttribute("aria-invalid", String(!good));
      wrong.textContent = good ? "" : say("phoneWrong");
      refused.textContent = "";
      if (!good) return phone.focus();
      send.disabled = true;
      try {
        await talk.callback(number, best.value.trim());
        form.replaceChildren(element("p", { tabIndex: -1, role: "status" }, say("callbackDone")), button(say("close"), () => shown.close()));
        form.querySelector("button").focus();
      } catch (error) {
        refused.textContent = error.message && error.status ? error.message : say("failed");
        send.disabled = false;
      }
    } },
    element("p", {}, say("callbackWhat", { hours: agency.hours ?? "" }).replace(" ()", "")),
    element("label", { for: "phone" }, say("phone")), phone, wrong,
    element("label", { for: "best" }, say("best")), best, element("p", { id: "best-hint", class: "soft" }, say("bestHint")),
    refused,
    element("div", { class: "choices" }, send, button(say("cancel"), () => shown.close())));
    const shown = panel(this.chat, say("callback"), form);
    phone.focus();
  }
}

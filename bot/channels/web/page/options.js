// How people like it, and what they can do with their conversation.

import { button, element } from "./dom.js";
import { privacyText } from "./log.js";
import { panel } from "./panel.js";
import { copy, download, print } from "./paper.js";
import { plain } from "./text.js";

const LIKES = { size: ["size1", "size2", "size3"], theme: ["system", "light", "dark"], language: ["vi", "en"] };

export function options(chat) {
  const { say, agency, talk } = chat;
  const shown = panel(chat, say("options"),
    Object.entries(LIKES).map(([like, names]) => element("fieldset", { class: "rating", role: "radiogroup" },
      element("legend", {}, say(like)),
      names.map((value) => element("label", {},
        element("input", { type: "radio", name: like, checked: chat.likes[like] === value, onchange: () => chat.like(like, value) }),
        say(value))))),
    element("h3", {}, say("talk")),
    element("div", { class: "choices" },
      button(say("download"), () => download("mot-cua.txt", transcript(chat))),
      button(say("print"), () => print(chat, say("talk"), transcript(chat))),
      button(say("copy"), async () => (shown.note.textContent = await copy(transcript(chat), say))),
      button(say("renew"), () => (shown.close(), talk.end("renewed"))),
      button(say("forget"), () => (shown.close(), forget(chat)), { class: "danger" })),
    element("h3", {}, say("privacy")), element("p", {}, say("privacyShort")), privacyText(agency));
}

/** The server asks once more before it deletes; without a conversation there is nothing that it could delete. */
function forget({ memory, talk }) {
  memory.put({ lists: {}, draft: "" });
  if (talk.session) talk.command("xoadulieu");
  else talk.end("forgotten");
}

/** Who said what and when, as a person would copy it down. */
function transcript({ say, agency, talk }) {
  const when = (at) => new Date(at).toLocaleString("vi-VN", { dateStyle: "short", timeStyle: "short" });
  const who = { person: say("person"), assistant: say("assistant"), officer: say("desk"), notice: say("notice") };
  return [[say("title"), agency.name].filter(Boolean).join(" · "), "",
    ...talk.lines.map(({ author, staff, at, text }) =>
      `[${when(at)}] ${[who[author], staff].filter(Boolean).join(" · ")}: ${plain(text)}\n`)].join("\n");
}

// A dialog over the conversation: the browser keeps the focus in it, closes it by Esc and gives the focus back.

import { button, element, icon } from "./dom.js";

/** Shows it; answers its note, where what happens in it is told, and `close`. */
export function panel(chat, title, ...content) {
  const { say } = chat;
  const close = () => dialog.close();
  const note = element("p", { class: "status", role: "status" });
  const dialog = element("dialog", {
    "aria-labelledby": "panel-title",
    onclose: () => dialog.remove(),
  }, element("div", { class: "head" },
    element("h2", { id: "panel-title" }, title),
    button(icon("close"), close, { class: "plain", title: say("close") })),
  element("div", { class: "body" }, content), note);
  chat.root.append(dialog);
  dialog.showModal();
  return { dialog, note, close };
}

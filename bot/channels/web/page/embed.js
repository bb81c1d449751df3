// One line puts the widget on a page: <script src="https://…/widget.js" data-agency="…"></script>

import { Chat } from "./chat.js";
import { WISHES } from "./script.js";

function embed() {
  if (customElements.get("motcua-chat")) return;
  customElements.define("motcua-chat", Chat);
  // A page may have placed it by itself.
  if (document.querySelector("motcua-chat")) return;
  const chat = document.createElement("motcua-chat");
  for (const name of ["agency", "lang", "open", "position"]) if (name in WISHES) chat.setAttribute(name, WISHES[name]);
  document.body.append(chat);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", embed);
else embed();

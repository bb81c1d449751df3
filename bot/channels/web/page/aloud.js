// Reading answers aloud, where the device has a Vietnamese voice.

import { plain } from "./text.js";

const speech = window.speechSynthesis;

function voice() {
  return speech?.getVoices().find((each) => /^vi/i.test(each.lang));
}

export const canRead = () => Boolean(voice());

/** Voices may come late: calls `changed` when a Vietnamese one does. */
export function awaitVoices(changed) {
  if (!canRead()) speech?.addEventListener?.("voiceschanged", () => canRead() && changed());
}

export function read(text, control, say) {
  const reading = control.ariaPressed === "true";
  speech.cancel();
  if (reading) return;
  const done = () => {
    control.textContent = say("listen");
    control.ariaPressed = "false";
  };
  const words = new SpeechSynthesisUtterance(plain(text));
  Object.assign(words, { voice: voice(), lang: "vi-VN", onend: done, onerror: done });
  control.textContent = say("silence");
  control.ariaPressed = "true";
  speech.speak(words);
}

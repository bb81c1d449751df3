// What is taken along: a text file, a sheet of paper, the clipboard.

import { element } from "./dom.js";

export function download(name, text) {
  const href = URL.createObjectURL(new Blob([`\ufeff${text.replaceAll("\n", "\r\n")}`], { type: "text/plain;charset=utf-8" }));
  element("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

/** Prints the text alone, whatever page the widget is on. */
export function print(chat, title, text) {
  const frame = element("iframe", { class: "unseen", tabIndex: -1, "aria-hidden": "true" });
  chat.root.append(frame);
  const page = frame.contentDocument;
  page.title = title;
  const style = new frame.contentWindow.CSSStyleSheet();
  style.replaceSync("body { font: 12pt/1.5 system-ui, sans-serif; white-space: pre-wrap; overflow-wrap: anywhere }");
  page.adoptedStyleSheets = [style];
  page.body.append(text);
  frame.contentWindow.onafterprint = () => setTimeout(() => frame.remove());
  frame.contentWindow.print();
}

/** Tells whether the browser allowed it: pages without https and frames of other sites may not. */
export async function copy(text, say) {
  const done = await navigator.clipboard?.writeText(text).then(() => true, () => false);
  return say(done ? "copied" : "uncopied");
}

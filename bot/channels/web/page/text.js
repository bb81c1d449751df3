// Answers as DOM nodes: bold, lists and links; all else is plain text.

import { element } from "./dom.js";

const INLINE = /(?<!\*)\*\*([^\s*](?:.*?[^\s*])??)\*\*|\[([^\]\n]+)\]\((https:\/\/[^\s)]+)\)|(https:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?])/g;
const NUMBERED = /^\s*(\d{1,3})[.)]\s+(.*)$/;
const BULLET = /^\s*[-•–]\s+(.*)$/;
const INDENTED = /^\s+\S/;

/** Paragraphs and lists; a list keeps the numbers it was written with. */
export function paragraphs(text) {
  const blocks = [];
  let list = null;
  for (const line of text.split("\n")) {
    const numbered = NUMBERED.exec(line);
    const bullet = !numbered && BULLET.exec(line);
    if (list && !numbered && INDENTED.test(line)) {
      list.lastElementChild.append(element("br"), ...inline(bullet ? `– ${bullet[1]}` : line.trim()));
    } else if (numbered || bullet) {
      const kind = numbered ? "OL" : "UL";
      if (list?.tagName !== kind) blocks.push((list = element(kind)));
      const item = element("li", {}, ...inline(numbered ? numbered[2] : bullet[1]));
      if (numbered) item.value = Number(numbered[1]);
      list.append(item);
    } else {
      list = null;
      addLine(blocks, line);
    }
  }
  return blocks.filter((block) => block.hasChildNodes());
}

function addLine(blocks, line) {
  const last = blocks.at(-1);
  if (!line.trim()) blocks.push(element("p"));
  else if (last?.tagName === "P") last.append(...(last.hasChildNodes() ? [element("br")] : []), ...inline(line));
  else blocks.push(element("p", {}, ...inline(line)));
}

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    nodes.push(text.slice(end, found.index));
    const [whole, bold, words, address, bare] = found;
    nodes.push(bold ? element("strong", {}, ...inline(bold)) : link(words ?? bare, address ?? bare));
    end = found.index + whole.length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

export function link(words, href) {
  return element("a", { href, target: "_blank", rel: "noopener" }, words);
}

/** The same without its marks, for paper and for the ear. */
export function plain(text) {
  return text.replace(INLINE, (_, bold, words, address, bare) => bold ?? (words ? `${words} (${address})` : bare));
}

// Answers as DOM nodes. Only textContent is ever set: whatever an answer holds, it stays text.

const INLINE = /\*\*(.+?)\*\*|\[([^\]\n]+)\]\((https:\/\/[^\s)]+)\)|(https:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?])/g;
const NUMBERED = /^\s*(\d{1,3})[.)]\s+(.*)$/;
const BULLET = /^\s*[-•–]\s+(.*)$/;
const INDENTED = /^\s{2,}\S/;

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Paragraphs and lists; a list keeps the numbers it was written with. */
export function paragraphs(text) {
  const blocks = [];
  let list = null;
  for (const line of text.split("\n")) {
    const numbered = NUMBERED.exec(line);
    const bullet = !numbered && BULLET.exec(line);
    if (numbered || bullet) {
      const kind = numbered ? "OL" : "UL";
      const nested = bullet && list?.tagName === "OL" && /^\s/.test(line);
      if (nested) {
        list.lastElementChild.append(element("br"), "– ", ...inline(bullet[1]));
        continue;
      }
      if (list?.tagName !== kind) blocks.push((list = element(kind)));
      const item = element("li", {}, ...inline(numbered ? numbered[2] : bullet[1]));
      if (numbered) item.value = Number(numbered[1]);
      list.append(item);
    } else if (list && INDENTED.test(line)) {
      list.lastElementChild.append(element("br"), ...inline(line.trim()));
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

/** **bold**, [words](https://…) and https://… ; all else is plain text. */
export function inline(text) {
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

function link(words, address) {
  return element("a", { href: address, target: "_blank", rel: "noopener", textContent: words });
}

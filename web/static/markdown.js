// Renders a subset of Markdown as nodes: paragraphs, bullets, **bold** and [n] markers.
// Everything else is shown as plain text.

import { el } from "./dom.js";

/**
 * @param {string} text
 * @param {(marker: number) => Node | null} link  the node for a marker, or null if there is none
 * @returns {DocumentFragment}
 */
export function markdown(text, link = () => null) {
  const result = document.createDocumentFragment();
  for (const block of blocks(text)) {
    if (block.items) {
      result.append(el("ul", {}, ...block.items.map((item) => el("li", {}, ...inline(item, link)))));
    } else {
      result.append(el("p", {}, ...inline(block.text, link)));
    }
  }
  return result;
}

/** Paragraphs and lists, in order. A numbered line becomes a paragraph. */
function blocks(text) {
  const found = [];
  let block = null;
  const begin = (next) => found.push((block = next));
  for (const line of text.split("\n").map((each) => each.trim())) {
    const bullet = /^[-*] +(.*)$/.exec(line);
    if (line === "") block = null;
    else if (bullet && block?.items) block.items.push(bullet[1]);
    else if (bullet) begin({ items: [bullet[1]] });
    else if (!block || /^\d+[.)] /.test(line)) begin({ text: line });
    else if (block.items) block.items.push(`${block.items.pop()} ${line}`);
    else block.text += ` ${line}`;
  }
  return found;
}

function inline(text, link) {
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(/\*\*(?=\S)(.+?)\*\*|\[(\d{1,4})\]/gs)) {
    const node = match[1] ? el("strong", {}, ...inline(match[1], link)) : link(Number(match[2]));
    if (!node) continue;
    nodes.push(text.slice(done, match.index), node);
    done = match.index + match[0].length;
  }
  nodes.push(text.slice(done));
  return nodes.filter((node) => node !== "");
}

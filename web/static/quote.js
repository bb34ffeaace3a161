// A verbatim quote. The words are unchanged; Markdown syntax is rendered.

import { el } from "./dom.js";
import { markdown } from "./markdown.js";

/** The quote as a <blockquote> in the language of its document. */
export function quotation(quote, language) {
  const words = quote
    .replace(/\[\^[^\]\s]+\]:?/g, "") // footnote marks
    .replace(/<((?:https?|mailto):[^>\s]+)>/g, "$1")
    .replace(/^#{1,6} +/gm, "")
    .replace(/(?<![\w*])\*(?=[^\s*])([^*]+)\*(?![\w*])/g, "$1")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1");
  const body = words.startsWith("|") ? rows(words) : [markdown(words)];
  return el("blockquote", { lang: language }, ...body);
}

function rows(words) {
  const lines = words.split("\n").filter((line) => !/^\|[\s|:-]*$/.test(line));
  return lines.map((line) => {
    const cells = line.replace(/^\||\|$/g, "").split("|");
    const shown = cells.map((cell) => cell.trim()).filter((cell) => cell !== "");
    return el("p", { class: "row" }, ...shown.map((cell) => el("span", {}, cell)));
  });
}

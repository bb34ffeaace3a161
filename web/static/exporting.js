// Exports answers and conversations as text.

import { t } from "./i18n.js";

/** An answer with its citations, for the clipboard. */
export function answerText({ question, answer }) {
  return [question, "", ...lines(answer)].join("\n");
}

/** A conversation as Markdown. */
export function conversationText(turns, origin) {
  const parts = turns.map(({ question, answer }) => [`## ${question}`, "", ...lines(answer)].join("\n"));
  return [`# ${t("exportTitle")}`, "", `${origin} · ${new Date().toISOString().slice(0, 10)}`, "", parts.join("\n\n"), ""].join("\n");
}

function lines(answer) {
  const notes = answer.notes.map((note) => `> ${t(note.kind)}: ${note.text}`);
  const citations = answer.citations.map((citation) => {
    const quote = citation.quote.replace(/\s+/g, " ");
    const page = citation.page === null ? "" : `, p. ${citation.page}`;
    const address = new URL(citation.url, location.origin);
    return `[${citation.marker}] ${citation.document_title}, ${citation.locator}${page}: “${quote}” <${address}>`;
  });
  const understood = answer.lookup ? [t("understood", { words: answer.interpreted_as }), ""] : [];
  const blocks = [notes, citations].filter((block) => block.length > 0);
  return [...understood, answer.answer, ...blocks.flatMap((block) => ["", ...block])];
}

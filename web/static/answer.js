// Renders an answer, an error or the loading state as an article.

import { chips, queryOf } from "./chips.js";
import { el, folded, ownUrl } from "./dom.js";
import { language as interfaceLanguage, t } from "./i18n.js";
import { markdown } from "./markdown.js";
import { pictures } from "./pictures.js";
import { quotation } from "./quote.js";
import { recordTable } from "./records.js";

const PASSAGES_OPEN = 3;
const NOTES_OPEN = 4;
const LONGEST_HINT = 300;

/**
 * @param {object} answer  the response of POST /ask
 * @param {{open: (source: object, opener: HTMLElement) => void, ask: (question: string) => void,
 *   languageOf: (document: string) => string | null}} page  what the page can do
 * @param {{run: (query: object) => void, tools: Node}} turn  `run` repeats the question with another
 *   query; `tools` are the buttons of the answer
 */
export async function answerView(answer, page, turn) {
  const cited = new Map(answer.citations.map((citation) => [citation.marker, citation]));
  const link = (marker) => (cited.has(marker) ? markerLink(cited.get(marker), page) : null);
  const { status, language } = answer;
  const labelled = ["not_in_corpus", "out_of_scope", "unclear"].includes(status);
  return el(
    "article",
    { class: `answer ${status}` },
    labelled ? el("p", { class: "label" }, t(status)) : null,
    understood(answer),
    await chips(answer, turn.run),
    el("div", { class: "words", lang: language }, markdown(answer.answer, link)),
    readings(answer, turn.run),
    notes(answer, link),
    answer.records.length ? await recordTable(answer, link, page) : null,
    await pictures(answer),
    passages(answer.citations, page),
    alsoRead(answer.also_read, page),
    suggestions(answer.suggestions, page),
    status === "answered"
      ? el("p", { class: "muted maker" }, t(answer.generator, { model: answer.model ?? "?" }))
      : null,
    turn.tools,
  );
}

/** The readings of an unclear question as buttons; a click asks the question with that query. */
function readings(answer, run) {
  if (!answer.readings?.length) return null;
  const choice = ({ in_words: words, lookup }) => {
    const ask = () => run(queryOf(lookup));
    return el("button", { type: "button", class: "example", onclick: ask }, words);
  };
  return el(
    "section",
    { class: "readings" },
    el("h3", {}, t("readings")),
    el("ul", { class: "examples" }, ...answer.readings.map((each) => el("li", {}, choice(each)))),
  );
}

/** The text of an answer while it is streamed; markers are not links yet. */
export function partialView(text, language) {
  return el("div", { class: "words partial", lang: language }, markdown(text));
}

/** An error message with a retry button. */
export function problemView(problem, retry) {
  return el(
    "article",
    { class: "answer problem" },
    el("p", { class: "label" }, t("problem")),
    el("p", {}, problem.message),
    el("button", { type: "button", onclick: retry }, t("retry")),
  );
}

/** Placeholder lines with the current status. */
export function skeleton() {
  const lines = [1, 2, 3].map(() => el("span", {}));
  return el(
    "div",
    { class: "coming" },
    el("p", { class: "muted step" }, t("waiting")),
    el("div", { class: "skeleton", "aria-hidden": "true" }, ...lines),
  );
}

function understood(answer) {
  const words = answer.interpreted_as.trim();
  if (!words || (!answer.lookup && words === answer.question.trim())) return null;
  return el("p", { class: "muted understood" }, t("understood", { words }));
}

function markerLink(citation, page) {
  const label = t("marker", { n: citation.marker, place: citation.locator });
  return sourceLink(citation, page, String(citation.marker), {
    class: "marker",
    "aria-label": label,
    title: hint(citation.quote),
  });
}

function hint(quote) {
  const words = quote.replace(/\s+/g, " ");
  return words.length > LONGEST_HINT ? `${words.slice(0, LONGEST_HINT - 1)}…` : words;
}

/** A link to a passage that opens beside the conversation; a modified click opens a tab. */
function sourceLink(source, page, text, properties = {}) {
  const address = ownUrl(source.url);
  const onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    page.open({ ...source, url: address }, event.currentTarget);
  };
  return el("a", { href: address, onclick, ...properties }, text);
}

function passages(citations, page) {
  if (citations.length === 0) return null;
  const list = (some) => el("ol", { class: "quotes" }, ...some.map((each) => passage(each, page)));
  const more = t("allPassages", { n: citations.length - PASSAGES_OPEN });
  return el(
    "section",
    { class: "passages" },
    el("h3", {}, t("passages")),
    ...folded(citations, PASSAGES_OPEN, more, list),
  );
}

function passage(citation, page) {
  const { section, locator, page: number } = citation;
  const place = [section.join(" › "), locator, number === null ? null : `p. ${number}`];
  return el(
    "li",
    { value: String(citation.marker) },
    el("p", { class: "place" }, place.filter(Boolean).join(" · ")),
    quotation(citation.quote, page.languageOf(citation.document_id)),
    el("p", {}, sourceLink(citation, page, t("open"))),
  );
}

function notes(answer, link) {
  if (answer.notes.length === 0) return null;
  const note = ({ kind, text, markers }) => {
    const label = el("b", { lang: interfaceLanguage }, t(kind));
    return el("li", { class: kind }, label, " ", text, " ", ...markers.map(link).filter(Boolean));
  };
  const list = (some) => el("ul", {}, ...some.map(note));
  const more = t("moreNotes", { n: answer.notes.length - NOTES_OPEN });
  return el(
    "section",
    { class: "notes", lang: answer.language },
    el("h3", { lang: interfaceLanguage }, t("notes")),
    ...folded(answer.notes, NOTES_OPEN, more, list),
  );
}

function alsoRead(passagesRead, page) {
  if (passagesRead.length === 0) return null;
  const items = passagesRead.map((read) => {
    const url = `/documents/${encodeURIComponent(read.document_id)}?start=${read.start}&end=${read.end}`;
    const place = read.section.join(" › ");
    const source = { ...read, url, document_title: "", locator: place };
    return el(
      "li",
      {},
      el("p", { class: "place" }, place),
      quotation(read.quote, page.languageOf(read.document_id)),
      el("p", {}, sourceLink(source, page, t("open"))),
    );
  });
  return el(
    "details",
    { class: "also-read" },
    el("summary", {}, t("alsoRead", { n: items.length })),
    el("ul", { class: "quotes" }, ...items),
  );
}

function suggestions(questions, page) {
  if (questions.length === 0) return null;
  const button = (question) =>
    el("button", { type: "button", class: "example", onclick: () => page.ask(question) }, question);
  return el(
    "section",
    { class: "suggestions" },
    el("h3", {}, t("askNext")),
    el("ul", { class: "examples" }, ...questions.map((each) => el("li", {}, button(each)))),
  );
}

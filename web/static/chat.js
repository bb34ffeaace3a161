// The chat page: sends questions, stores the conversation, shows the answers.

import { answerView, partialView, problemView, skeleton } from "./answer.js";
import { ask, Problem } from "./api.js";
import { el } from "./dom.js";
import { conversationText } from "./exporting.js";
import { watchIndex } from "./freshness.js";
import { language, t, translatePage } from "./i18n.js";
import { SourcePanel } from "./panel.js";
import { save } from "./records.js";
import { forget, keep, restore } from "./store.js";
import { tools } from "./tools.js";

/** Number of earlier questions that are sent with feedback. */
const TOLD = 10;

const form = document.querySelector("#composer");
const field = document.querySelector("#question");
const hint = document.querySelector("#hint");
const conversation = document.querySelector("#conversation");
const intro = document.querySelector("#intro");
const menu = document.querySelector("#menu");
const stop = document.querySelector("#stop");
const status = document.querySelector("#status");

/** @type {{question: string, query: object | null, answer: object, node: HTMLElement}[]} */
let turns = [];
let underWay = null;
/** Index of the turn that the next question replaces, with all turns after it. */
let edited = null;

const sawVersion = watchIndex(say);
const panel = new SourcePanel();
const page = {
  open: (source, opener) => panel.open(source, opener),
  ask: (question) => submit(question),
  languageOf: (id) => document.querySelector(`[data-document="${CSS.escape(id)}"]`)?.lang ?? null,
  cardLink: (name, url) => {
    const onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      panel.open({ url, locator: name }, event.currentTarget);
    };
    return el("a", { href: url, onclick }, name);
  },
};

async function submit(question) {
  if (underWay) return say(t("busy"));
  if (question.trim() === "") return refuse();
  accept();
  field.value = "";
  resize();
  if (edited) cutFrom(edited);
  await askTurn(turnNode(question.trim()), question.trim(), null);
}

function turnNode(question) {
  intro.classList.add("small");
  menu.hidden = false;
  const words = el("span", { class: "hidden-visually" }, `${t("you")} `);
  const node = el("li", { class: "turn" }, el("h2", {}, words, question));
  conversation.append(node);
  return node;
}

async function askTurn(node, question, query) {
  const waiting = skeleton();
  node.append(waiting);
  node.setAttribute("aria-busy", "true");
  node.scrollIntoView({ block: "start" });
  say(t("waiting"));
  const request = (underWay = new AbortController());
  stop.hidden = false;
  let view;
  try {
    const history = turns.flatMap(({ question: asked, query: changed, answer }) => [
      // After a change of the query, the answer belongs to what the query means.
      { role: "user", content: changed ? answer.interpreted_as : asked },
      { role: "assistant", content: answer.answer },
    ]);
    const answer = await ask({ question, history, query }, request.signal, progress(waiting));
    const turn = { question, query, answer, node };
    turns.push(turn);
    keepTurns();
    sawVersion(answer.index_version);
    view = await turnView(turn);
    say(t({ answered: "there", unclear: "thereUnclear" }[answer.status] ?? "thereNot"));
  } catch (error) {
    const stopped = request.signal.aborted;
    if (stopped && !node.isConnected) return;
    if (!stopped && !(error instanceof Problem)) console.error(error);
    const told = stopped ? new Problem(t("stopped")) : error;
    view = problemView(told, () => retry(node, question, query));
    say(stopped ? t("stopped") : `${t("failed")} ${error.message}`);
  } finally {
    if (underWay === request) {
      underWay = null;
      stop.hidden = true;
    }
  }
  waiting.replaceWith(view);
  node.removeAttribute("aria-busy");
  node.scrollIntoView({ block: "start" });
}

/** Replaces the placeholder with the status and the streamed text. */
function progress(waiting) {
  const step = waiting.querySelector(".step");
  let text = "";
  return (event, data) => {
    if (event === "status" && data.step === "writing") step.textContent = t("writing", data);
    else if (event === "status") step.textContent = searching(data);
    else if (event === "delta") {
      text += data.text;
      waiting.lastElementChild.replaceWith(partialView(text, language));
    }
  };
}

function searching({ documents, records }) {
  const total = Object.values(records).reduce((sum, count) => sum + count, 0);
  return t("searching", { documents, records: total });
}

async function turnView(turn) {
  const { question, answer, node } = turn;
  const place = turns.indexOf(turn);
  const history = turns.slice(Math.max(0, place - TOLD), place).map((each) => each.question);
  return answerView(answer, page, {
    run: (query) => rerun(turn, query),
    tools: tools({ question, answer, history }, { say, edit: () => edit(turn, node) }),
  });
}

/** Repeat a turn's question with another query; the answer is replaced. */
function rerun(turn, query) {
  if (underWay) return say(t("busy"));
  const { node, question } = turn;
  cutFrom(turn, { keepNode: true });
  node.querySelector(".answer").remove();
  field.focus();
  return askTurn(node, question, query);
}

/** Put a question back into the field; sending it replaces that turn and all later ones. */
function edit(turn) {
  edited = turn;
  field.value = turn.question;
  resize();
  field.focus();
  say(t("editing"));
}

function cutFrom(turn, { keepNode = false } = {}) {
  const place = turns.indexOf(turn);
  for (let node = turn.node.nextElementSibling; node; node = turn.node.nextElementSibling) node.remove();
  if (!keepNode) turn.node.remove();
  turns = turns.slice(0, Math.max(place, 0));
  edited = null;
  keepTurns();
}

function retry(node, question, query) {
  if (underWay) return say(t("busy"));
  node.querySelector(".problem").remove();
  field.focus();
  return askTurn(node, question, query);
}

function keepTurns() {
  keep(turns.map(({ question, query, answer }) => ({ question, query, answer })));
}

function say(text) {
  status.textContent = text;
}

function refuse() {
  field.setAttribute("aria-invalid", "true");
  hint.classList.add("error");
  hint.textContent = t("empty");
  say(t("empty"));
  field.focus();
}

function accept() {
  if (!hint.classList.contains("error")) return;
  field.removeAttribute("aria-invalid");
  hint.classList.remove("error");
  hint.textContent = standingHint;
  say("");
}

function startAnew() {
  const under = underWay;
  underWay = null;
  turns = [];
  edited = null;
  conversation.replaceChildren();
  under?.abort();
  stop.hidden = true;
  forget();
  panel.close();
  accept();
  say("");
  intro.classList.remove("small");
  menu.hidden = true;
  field.focus();
}

/** Fit the height of the field to its text. */
function resize() {
  field.rows = Math.min(8, Math.max(1, field.value.split("\n").length));
  while (field.rows < 8 && field.scrollHeight > field.clientHeight + 1) field.rows += 1;
}

async function begin() {
  for (const { question, query, answer } of restore()) {
    const turn = { question, query, answer, node: turnNode(question) };
    turns.push(turn);
    turn.node.append(await turnView(turn));
  }
  const asked = new URLSearchParams(location.search).get("q");
  if (!asked) return;
  // Ask only once: going back or reloading shows the stored conversation.
  history.replaceState(null, "", location.pathname);
  if (turns.at(-1)?.question !== asked.trim()) await submit(asked.slice(0, field.maxLength));
}

translatePage();
const standingHint = hint.textContent;
intro.addEventListener("click", (event) => {
  const example = event.target.closest(".example");
  if (example) submit(example.textContent);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit(field.value);
});
field.addEventListener("keydown", (event) => {
  // While an input method is composing, Enter confirms the composition.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit(field.value);
  } else if (event.key === "Escape" && edited) {
    edited = null;
    field.value = "";
    resize();
    say("");
  }
});
field.addEventListener("input", () => {
  accept();
  resize();
});
stop.addEventListener("click", () => underWay?.abort());
document.querySelector("#anew").addEventListener("click", startAnew);
document.querySelector("#print").addEventListener("click", () => print());
document.querySelector("#export").addEventListener("click", () => {
  save("conversation.md", conversationText(turns, location.origin), "text/markdown;charset=utf-8");
});
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll(".turn details")) details.open = true;
});
await begin();

// The chat page: takes questions, keeps the conversation, shows the answers.

import { answerView, problemView, skeleton } from "./answer.js";
import { ask, Problem } from "./api.js";
import { el } from "./dom.js";
import { language, t, translatePage } from "./i18n.js";
import { SourcePanel } from "./panel.js";

const form = document.querySelector("#composer");
const field = document.querySelector("#question");
const hint = document.querySelector("#hint");
const conversation = document.querySelector("#conversation");
const intro = document.querySelector("#intro");
const anew = document.querySelector("#anew");
const status = document.querySelector("#status");

let history = [];
let underWay = null;

const panel = new SourcePanel();
const page = {
  open: (source, opener) => panel.open(source, opener),
  ask: (question) => submit(question),
  languageOf: (id) => document.querySelector(`[data-document="${CSS.escape(id)}"]`)?.lang ?? null,
};

async function submit(question) {
  if (underWay) return say(t("busy"));
  if (question.trim() === "") return refuse();
  accept();
  field.value = "";
  resize();
  intro.classList.add("small");
  anew.hidden = false;
  const turn = el(
    "li",
    { class: "turn" },
    el("h2", {}, el("span", { class: "hidden-visually" }, `${t("you")} `), question.trim()),
  );
  conversation.append(turn);
  await answerTurn(turn, question.trim());
}

async function answerTurn(turn, question) {
  const waiting = skeleton();
  turn.append(waiting);
  turn.setAttribute("aria-busy", "true");
  turn.scrollIntoView({ block: "start" });
  say(t("waiting"));
  const request = (underWay = new AbortController());
  let view;
  try {
    const answer = await ask(question, history, request.signal);
    view = await answerView(answer, page);
    history.push({ role: "user", content: question });
    history.push({ role: "assistant", content: answer.answer });
    say(t("there"));
  } catch (error) {
    if (request.signal.aborted) return;
    if (!(error instanceof Problem)) console.error(error);
    view = problemView(error, () => retry(turn, question));
    say(`${t("failed")} ${error.message}`);
  } finally {
    if (underWay === request) underWay = null;
  }
  waiting.replaceWith(view);
  turn.removeAttribute("aria-busy");
  turn.scrollIntoView({ block: "start" });
}

function retry(turn, question) {
  if (underWay) return say(t("busy"));
  turn.querySelector(".problem").remove();
  field.focus();
  return answerTurn(turn, question);
}

function say(text) {
  status.textContent = text;
}

function refuse() {
  field.setAttribute("aria-invalid", "true");
  hint.classList.add("fault");
  hint.textContent = t("empty");
  say(t("empty"));
  field.focus();
}

function accept() {
  if (!hint.classList.contains("fault")) return;
  field.removeAttribute("aria-invalid");
  hint.classList.remove("fault");
  hint.textContent = standingHint;
  say("");
}

function startAnew() {
  underWay?.abort();
  underWay = null;
  history = [];
  conversation.replaceChildren();
  panel.close();
  accept();
  say("");
  intro.classList.remove("small");
  anew.hidden = true;
  field.focus();
}

/** The field grows with what is typed. */
function resize() {
  field.rows = Math.min(8, Math.max(1, field.value.split("\n").length));
  while (field.rows < 8 && field.scrollHeight > field.clientHeight + 1) field.rows += 1;
}

translatePage();
const standingHint = hint.textContent;
for (const list of document.querySelectorAll(".intro .examples")) {
  list.hidden = list.dataset.language !== language;
}
intro.addEventListener("click", (event) => {
  const example = event.target.closest(".example");
  if (example) submit(example.textContent);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit(field.value);
});
field.addEventListener("keydown", (event) => {
  // While an input method composes a character, Enter belongs to it.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit(field.value);
  }
});
field.addEventListener("input", () => {
  accept();
  resize();
});
anew.addEventListener("click", startAnew);

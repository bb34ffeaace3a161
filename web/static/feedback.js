// Feedback: thumbs up, or thumbs down with a reason.

import { Problem, sendFeedback } from "./api.js";
import { el } from "./dom.js";
import { t } from "./i18n.js";

const REASONS = ["evidence", "not_answered", "misunderstood", "other"];

/**
 * @param {{question: string, answer: object, history: string[]}} turn  history: earlier questions
 * @param {(text: string) => void} say  announces a text to screen readers
 */
export function feedback({ question, answer, history }, say) {
  const thumb = (verdict) => {
    const onclick = () => (verdict === "up" ? send({ verdict }) : ask());
    return el("button", { type: "button", class: "tool", onclick }, t(verdict));
  };
  const place = el("span", { class: "feedback" }, thumb("up"), thumb("down"));
  return place;

  function ask() {
    const reason = (name, index) =>
      el(
        "label",
        {},
        el("input", { type: "radio", name: "reason", value: name, checked: index === 0 }),
        ` ${t(`reason_${name}`)}`,
      );
    const comment = el("input", { type: "text", maxlength: "1000" });
    const form = el(
      "form",
      { class: "reasons", onsubmit: submit },
      el("fieldset", {}, el("legend", {}, t("whatWasWrong")), ...REASONS.map(reason)),
      el("label", {}, t("comment"), " ", comment),
      el("button", { type: "submit" }, t("sendFeedback")),
    );
    place.replaceChildren(form);
    form.querySelector("input").focus();

    function submit(event) {
      event.preventDefault();
      const chosen = new FormData(form).get("reason");
      send({ verdict: "down", reason: chosen, comment: comment.value.trim() || null });
    }
  }

  async function send(said) {
    try {
      await sendFeedback({
        ...said,
        question,
        history,
        language: answer.language,
        answer_id: answer.id,
        status: answer.status,
        index_version: answer.index_version,
      });
      place.replaceChildren(el("span", { class: "muted", tabindex: "-1" }, t("thanks")));
      place.firstChild.focus();
      say(t("thanks"));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      say(error.message);
      place.append(el("span", { class: "error" }, ` ${error.message}`));
    }
  }
}

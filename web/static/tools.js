// Buttons of an answer: copy it, share its question, edit the question, give feedback.

import { el } from "./dom.js";
import { answerText } from "./exporting.js";
import { feedback } from "./feedback.js";
import { t } from "./i18n.js";

/**
 * @param {{question: string, answer: object, history: string[]}} turn
 * @param {{say: (text: string) => void, edit: () => void}} page
 */
export function tools(turn, { say, edit }) {
  const { question } = turn;
  const link = () => {
    const address = new URL("/", location.origin);
    address.searchParams.set("q", question);
    return address.href;
  };
  return el(
    "div",
    { class: "tools" },
    tool("copy", () => put(answerText(turn), "copied")),
    tool("share", () => put(link(), "shared")),
    tool("edit", edit),
    feedback(turn, say),
  );

  function tool(name, onclick) {
    return el("button", { type: "button", class: "tool", onclick }, t(name));
  }

  async function put(text, done) {
    try {
      await navigator.clipboard.writeText(text);
      say(t(done));
    } catch {
      // Without clipboard permission the text is shown, to be copied by hand.
      prompt(t("copyByHand"), text);
    }
  }
}

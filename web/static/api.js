// The calls to the server.

import { t } from "./i18n.js";

const TURNS = 20;
const LONGEST_TURN = 4000;

/** A failure, with what the server says about it; never an answer. */
export class Problem extends Error {}

/**
 * Ask a question.
 *
 * @param {string} question
 * @param {{role: "user" | "assistant", content: string}[]} history  oldest first
 * @param {AbortSignal} signal
 * @throws {Problem} if there is no answer
 */
export async function ask(question, history, signal) {
  const turns = history.slice(-TURNS).map(({ role, content }) => {
    return { role, content: [...content].slice(0, LONGEST_TURN).join("") };
  });
  let response;
  try {
    response = await fetch("/ask", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ question, history: turns }),
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Problem(t("offline"));
  }
  const body = await response.json().catch(() => null);
  if (response.ok && typeof body?.answer === "string") return body;
  throw new Problem(body?.detail ?? body?.title ?? t("unreadable", { status: response.status }));
}

let kinds = null;

/** The kinds of records with the labels of their fields; empty if they cannot be had. */
export function recordKinds() {
  kinds ??= fetch("/records", { headers: { Accept: "application/json" } })
    .then((response) => (response.ok ? response.json() : []))
    .catch(() => []);
  return kinds;
}

// Calls to the HTTP API.

import { t } from "./i18n.js";

const TURNS = 20;
const LONGEST_TURN = 4000;

/** An error with the problem details of the server. */
export class Problem extends Error {}

/**
 * Ask a question and receive the events of its answer.
 *
 * @param {{question: string, history: {role: "user" | "assistant", content: string}[],
 *   query?: object | null}} asked  history oldest first; a query is run unchanged
 * @param {AbortSignal} signal
 * @param {(event: string, data: object) => void} on  status, citations, delta
 * @returns {Promise<object>} the answer
 * @throws {Problem} if there is none
 */
export async function ask({ question, history, query = null }, signal, on) {
  const turns = history.slice(-TURNS).map(({ role, content }) => {
    return { role, content: [...content].slice(0, LONGEST_TURN).join("") };
  });
  let answer = null;
  try {
    const response = await fetch("/ask/stream", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
      body: JSON.stringify({ question, history: turns, query }),
      signal,
    });
    if (!response.ok) throw await problemOf(response);
    for await (const { event, data } of events(response.body)) {
      if (event === "error") throw new Problem(data.detail ?? data.title);
      if (event === "answer") answer = data;
      else on(event, data);
    }
  } catch (error) {
    if (signal.aborted || error instanceof Problem) throw error;
    throw new Problem(t("offline"));
  }
  if (typeof answer?.answer === "string") return answer;
  throw new Problem(t("cut"));
}

/** Send feedback on an answer. */
export async function sendFeedback(feedback) {
  const response = await fetch("/feedback", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(feedback),
  }).catch(() => null);
  if (!response) throw new Problem(t("offline"));
  if (!response.ok) throw await problemOf(response);
}

async function problemOf(response) {
  const body = await response.json().catch(() => null);
  return new Problem(body?.detail ?? body?.title ?? t("unreadable", { status: response.status }));
}

/** The server-sent events of a response body, as they arrive. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const blocks = text.split(/\r?\n\r?\n/);
    text = blocks.pop();
    for (const block of blocks) {
      const field = (name) =>
        block
          .split(/\r?\n/)
          .filter((line) => line.startsWith(`${name}:`))
          .map((line) => line.slice(name.length + 1).trimStart())
          .join("\n");
      if (field("data")) yield { event: field("event"), data: JSON.parse(field("data")) };
    }
  }
}

const fetched = new Map();

/** A resource that does not change while the page is open; null if it cannot be fetched. */
function once(address) {
  if (!fetched.has(address)) {
    const found = fetch(address, { headers: { Accept: "application/json" } })
      .then((response) => (response.ok ? response.json() : null))
      .catch(() => null);
    fetched.set(address, found);
  }
  return fetched.get(address);
}

/** The kinds of records with the labels of their fields; empty if they cannot be fetched. */
export const recordKinds = async () => (await once("/records")) ?? [];

/** The charts and maps that are available for a kind of record. */
export const picturesOf = async (kind) =>
  (await once(`/records/${encodeURIComponent(kind)}/pictures`)) ?? { charts: [], maps: [] };

/** The values of a field among records, with their counts. */
export async function valuesOf(kind, field, parameters = new URLSearchParams()) {
  const asked = new URLSearchParams(parameters);
  asked.set("facets", field);
  asked.set("limit", "1");
  const page = await once(`/records/${encodeURIComponent(kind)}?${asked}`);
  return page?.facets?.[field] ?? [];
}

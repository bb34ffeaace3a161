// Stores the conversation in the browser. It is sent nowhere else.

const KEY = "conversation";
const VERSION = 1;
const LARGEST = 2_000_000;

/**
 * @typedef {{question: string, query: object | null, answer: object}} Turn  a question as asked, the
 *   query it was changed to, and the answer
 * @returns {Turn[]}
 */
export function restore() {
  try {
    const { version, turns } = JSON.parse(localStorage.getItem(KEY)) ?? {};
    return version === VERSION && Array.isArray(turns) ? turns : [];
  } catch {
    return [];
  }
}

/** Store the turns; the oldest are dropped if storage is full. */
export function keep(turns) {
  let kept = turns;
  while (kept.length > 0) {
    const text = JSON.stringify({ version: VERSION, turns: kept });
    try {
      if (text.length <= LARGEST) return localStorage.setItem(KEY, text);
    } catch {
      // Storage is full or disabled: store fewer turns, or none.
    }
    kept = kept.slice(1);
  }
  forget();
}

export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Storage is disabled, so nothing was stored.
  }
}

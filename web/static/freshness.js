// Whether the page still speaks of the documents that the server answers from.

import { t } from "./i18n.js";

const LOOK_EVERY_MS = 60_000;

const built = document.querySelector("#built");
const renewed = document.querySelector("#renewed");

/**
 * Look now and then which version of the index answers, and offer to load the page anew.
 *
 * @param {(text: string) => void} say  tells a screen reader
 * @returns {(version: string) => void} to be told the version of each answer
 */
export function watchIndex(say) {
  const saw = (version) => {
    if (!version || version === built.dataset.version || !renewed.hidden) return;
    renewed.hidden = false;
    say(t("renewed"));
  };
  const look = async () => {
    if (document.hidden || !renewed.hidden) return;
    try {
      const response = await fetch("/health/ready");
      if (response.ok) saw((await response.json()).index_version);
    } catch {
      // The server is away; the next question tells it.
    }
  };
  setInterval(look, LOOK_EVERY_MS);
  document.addEventListener("visibilitychange", look);
  document.querySelector("#refresh").addEventListener("click", () => location.reload());
  return saw;
}

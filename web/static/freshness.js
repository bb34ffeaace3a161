// Checks whether the page shows the index version that the server answers from.

import { t } from "./i18n.js";

const LOOK_EVERY_MS = 60_000;

const built = document.querySelector("#built");
const renewed = document.querySelector("#renewed");

/**
 * Poll the index version and offer to reload the page when it has changed.
 *
 * @param {(text: string) => void} say  announces a text to screen readers
 * @returns {(version: string) => void} to be called with the version of each answer
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
      // The server is unreachable; the next question reports it.
    }
  };
  setInterval(look, LOOK_EVERY_MS);
  document.addEventListener("visibilitychange", look);
  document.querySelector("#refresh").addEventListener("click", () => location.reload());
  return saw;
}

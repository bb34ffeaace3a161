// The document page: scrolls to the marked passage.

import { translatePage } from "./i18n.js";

translatePage();

const outline = document.querySelector("#outline");
if (outline) outline.open = matchMedia("(min-width: 64rem)").matches;

if (window.parent !== window) {
  document.documentElement.classList.add("framed");
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") window.parent.postMessage("close-source", location.origin);
  });
}

if (!location.hash) document.querySelector("mark")?.scrollIntoView({ block: "center", behavior: "instant" });

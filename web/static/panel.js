// The panel beside the conversation that shows a passage in its document.

import { el } from "./dom.js";
import { t } from "./i18n.js";

const NARROW = matchMedia("(max-width: 63.99rem)");

export class SourcePanel {
  #panel = document.querySelector("#source");
  #sheet = document.querySelector("#source-sheet");
  #title = document.querySelector("#source-title");
  #link = document.querySelector("#source-link");
  #talk = document.querySelector(".talk");
  #opener = null;

  constructor() {
    document.querySelector("#source-close").addEventListener("click", () => this.close());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.#panel.hidden) this.close();
    });
    // Key events inside the frame do not reach this page; the document page forwards them.
    addEventListener("message", (event) => {
      if (event.origin === location.origin && event.data === "close-source") this.close();
    });
    NARROW.addEventListener("change", () => this.#cover());
  }

  /** Show a passage; `opener` is focused when the panel closes. */
  open(source, opener) {
    const place = source.document_title
      ? t("sourceOf", { title: source.document_title, place: source.locator })
      : source.locator;
    this.#opener = opener;
    this.#title.textContent = place;
    this.#link.href = source.url;
    // A new frame each time: changing the URL of an existing one would add history entries.
    this.#sheet.replaceChildren(el("iframe", { src: source.url, title: place }));
    this.#panel.hidden = false;
    document.body.classList.add("with-source");
    this.#cover();
    this.#title.focus();
  }

  close() {
    if (this.#panel.hidden) return;
    this.#panel.hidden = true;
    document.body.classList.remove("with-source");
    this.#sheet.replaceChildren();
    this.#cover();
    if (this.#opener?.isConnected) this.#opener.focus();
  }

  /** On a small screen the panel covers the page, which is then made inert. */
  #cover() {
    this.#talk.inert = !this.#panel.hidden && NARROW.matches;
  }
}

// The conditions of a lookup as chips that can be removed or changed.

import { valuesOf } from "./api.js";
import { el } from "./dom.js";
import { t } from "./i18n.js";
import { inWords, labelsOf } from "./labels.js";

/**
 * @param {object} answer  with a lookup
 * @param {(query: object) => void} run  asks the same question with another query
 */
export async function chips(answer, run) {
  const { lookup, language } = answer;
  if (!lookup || lookup.filters.length === 0) return null;
  const label = await labelsOf(lookup.kind, language);
  const items = lookup.filters.map((filter, place) => {
    const words = inWords(filter, label);
    const others = lookup.filters.filter((_, at) => at !== place);
    const change = (value) => {
      const filters = [...lookup.filters];
      filters[place] = { ...filter, value };
      run(queryOf(lookup, filters));
    };
    return el(
      "li",
      { class: "chip" },
      canChange(filter) ? changer(lookup.kind, filter, words, change) : el("span", {}, words),
      el(
        "button",
        {
          type: "button",
          class: "remove",
          "aria-label": t("removeFilter", { words }),
          title: t("removeFilter", { words }),
          onclick: () => run(queryOf(lookup, others)),
        },
        "×",
      ),
    );
  });
  return el("ul", { class: "chips", "aria-label": t("filters") }, ...items);
}

/** The query of a lookup in request form, with these conditions. */
export function queryOf(lookup, filters = lookup.filters) {
  const { in_words: _words, total: _total, ...query } = lookup;
  return { ...query, filters };
}

function canChange(filter) {
  const single = typeof filter.value === "string" || filter.value?.length === 1;
  return Boolean(filter.field) && !filter.via && filter.field !== "id" && filter.op === "is" && single;
}

/** A button with the text of a condition; a click replaces it with a select of other values. */
function changer(kind, filter, words, change) {
  const place = el("span", {});
  const button = el("button", { type: "button", class: "change", onclick: choose }, words);
  button.setAttribute("aria-label", t("changeFilter", { words }));
  place.append(button);
  return place;

  async function choose() {
    const values = await valuesOf(kind, filter.field);
    if (values.length === 0) return;
    const now = [filter.value].flat()[0];
    const option = ({ value, count }) =>
      el("option", { value, selected: value === now }, `${value} (${count})`);
    const select = el(
      "select",
      { "aria-label": words, onchange: () => change(select.value), onkeydown: leave },
      ...values.map(option),
    );
    button.replaceWith(select);
    select.focus();

    function leave(event) {
      if (event.key !== "Escape") return;
      select.replaceWith(button);
      button.focus();
    }
  }
}

// Charts and maps of the rows of a lookup, drawn by the server, with a table of the figures.

import { picturesOf, recordKinds, valuesOf } from "./api.js";
import { el } from "./dom.js";
import { t } from "./i18n.js";
import { asParameters, labelsOf } from "./labels.js";

const FEWEST_ROWS = 3;

/** A collapsed section with the charts of an answer's rows; null if none is available. */
export async function pictures(answer) {
  const { lookup, records, language } = answer;
  const parameters = lookup && asParameters(lookup.filters);
  if (!parameters || lookup.limit !== null || records.length < FEWEST_ROWS) return null;
  const { charts, maps } = await picturesOf(lookup.kind);
  // The figures beside a chart are counted by single fields, not by families of fields.
  const known = (await recordKinds()).find(({ kind }) => kind === lookup.kind)?.fields ?? [];
  const single = new Set(known.map(({ name }) => name));
  const fixed = new Set(lookup.filters.filter(({ op }) => op === "is").map(({ field }) => field));
  const choices = [
    ...charts.filter((field) => single.has(field) && !fixed.has(field)).map((field) => ({ field, file: "chart.svg" })),
    ...maps.map((field) => ({ field, file: "map.svg" })),
  ];
  if (choices.length === 0) return null;
  const label = await labelsOf(lookup.kind, language);
  const asked = choices.findIndex(({ field }) => field === lookup.group_by);
  const figure = el("figure", { "aria-live": "polite" });
  const option = ({ field, file }, place) => {
    const name = t(file === "map.svg" ? "mapBy" : "chartBy", { field: label(field) });
    return el("option", { value: String(place), selected: place === Math.max(asked, 0) }, name);
  };
  const select = el("select", { onchange: draw }, ...choices.map(option));
  const view = el(
    "details",
    { class: "pictures", ontoggle: () => view.open && !figure.hasChildNodes() && draw() },
    el("summary", {}, t("picture")),
    el("label", {}, t("show"), " ", select),
    figure,
  );
  return view;

  async function draw() {
    const { field, file } = choices[Number(select.value)];
    const kind = encodeURIComponent(lookup.kind);
    const themed = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const address = new URLSearchParams(parameters);
    for (const [name, value] of Object.entries({ by: field, theme: themed, language })) {
      address.set(name, value);
    }
    const values = await valuesOf(lookup.kind, field, parameters);
    const words = values.map(({ value, count }) => `${value}: ${count}`).join("; ");
    const name = select.selectedOptions[0].textContent;
    figure.replaceChildren(
      el("img", { src: `/records/${kind}/${file}?${address}`, alt: `${name}. ${words}` }),
      el(
        "details",
        {},
        el("summary", {}, t("asFigures")),
        el("ul", {}, ...values.map(({ value, count }) => el("li", {}, `${value}: ${count}`))),
      ),
    );
  }
}

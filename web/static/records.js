// The rows behind a lookup, as a table.

import { recordKinds } from "./api.js";
import { el } from "./dom.js";
import { t } from "./i18n.js";

const ROWS_OPEN = 12;
const SHORT_FIELDS = 3;
const SHORT = 40;

/** The rows with the fields that the lookup names, folded away when there are many. */
export async function recordTable(answer, link) {
  const { records, lookup, language } = answer;
  const named = namedFields(lookup).filter((name) => records.some((row) => name in row.fields));
  const fields = named.length ? named : shortFields(records);
  const label = await labels(records[0].kind, language);
  const head = [t("name"), ...fields.map(label), t("passage")];
  const caption = t("rows", { n: records.length });
  return el(
    "details",
    { class: "rows", open: records.length <= ROWS_OPEN },
    el("summary", {}, caption),
    el(
      "div",
      { class: "scroll", role: "region", tabindex: "0", "aria-label": caption },
      el(
        "table",
        {},
        el("thead", {}, el("tr", {}, ...head.map((text) => el("th", { scope: "col" }, text)))),
        el("tbody", {}, ...records.map((record) => row(record, fields, link))),
      ),
    ),
  );
}

function row(record, fields, link) {
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, record.name),
    ...fields.map((name) => el("td", {}, ...value(record.fields[name]))),
    el("td", {}, record.marker === null ? null : link(record.marker)),
  );
}

function value(field) {
  const values = field ? [field.value ?? []].flat() : [];
  if (values.length === 0) {
    const text = field?.printed && field.printed !== "-" ? field.printed : t("nothing");
    return [el("span", { class: "muted" }, text)];
  }
  const shown = values.join("; ");
  if (!field.inferred) return [shown];
  const printed = t("printed", { printed: field.printed });
  return [shown, " ", el("small", { class: "muted" }, `(${printed})`)];
}

/** The fields that a query names, in the order it names them. */
function namedFields(lookup) {
  if (!lookup) return [];
  const conditions = lookup.filters.flatMap((filter) => filter.any ?? [filter]);
  const filtered = conditions.map((condition) => condition.via ?? condition.field);
  const named = [...lookup.show, lookup.group_by, lookup.order_by, ...filtered];
  return [...new Set(named.filter(Boolean))];
}

/** Where a query names no field: the first few that say something in a few words. */
function shortFields(records) {
  const said = (row, name) => [row.fields[name]?.value ?? []].flat().join("; ");
  const short = Object.keys(records[0].fields).filter((name) => {
    const values = records.map((row) => said(row, name));
    const repeats = records.some((row) => said(row, name) === row.name);
    return !repeats && values.some(Boolean) && values.every((value) => value.length <= SHORT);
  });
  return short.slice(0, SHORT_FIELDS);
}

async function labels(kind, language) {
  const found = (await recordKinds()).find((each) => each.kind === kind);
  return (name) => {
    const said = found?.fields.find((field) => field.name === name)?.labels ?? {};
    const text = said[language] ?? said.en ?? name.replaceAll("_", " ");
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
}

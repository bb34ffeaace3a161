// The rows of a lookup, as a table that can be sorted and downloaded.

import { el } from "./dom.js";
import { t } from "./i18n.js";
import { labelsOf } from "./labels.js";

const ROWS_OPEN = 12;
const SHORT_FIELDS = 3;
const SHORT = 40;

/** The rows with the fields that the lookup names, collapsed when there are many. */
export async function recordTable(answer, link, page) {
  const { records, lookup, language } = answer;
  const named = namedFields(lookup).filter((name) => records.some((row) => name in row.fields));
  const fields = named.length ? named : shortFields(records);
  const label = await labelsOf(records[0].kind, language);
  const columns = [
    { text: t("name"), said: (record) => record.name },
    ...fields.map((name) => ({ text: label(name), said: (record) => said(record, name) })),
  ];
  const caption = t("rows", { n: records.length });
  const rows = new Map(records.map((record) => [record, row(record, fields, link, page)]));
  const body = el("tbody", {}, ...rows.values());
  const heads = columns.map((column) => sortable(column, records, rows, body));
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
        el("thead", {}, el("tr", {}, ...heads, el("th", { scope: "col" }, t("passage")))),
        body,
      ),
    ),
    el(
      "button",
      { type: "button", class: "quiet", onclick: () => download(answer, label) },
      t("csv"),
    ),
  );
}

function row(record, fields, link, page) {
  const url = `/browse/${encodeURIComponent(record.kind)}/${encodeURIComponent(record.id)}`;
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, page.cardLink(record.name, url)),
    ...fields.map((name) => el("td", {}, ...value(record.fields[name]))),
    el("td", {}, record.marker === null ? null : link(record.marker)),
  );
}

/** A column header that sorts by its column; a second click reverses the order. */
function sortable({ text, said }, records, rows, body) {
  const head = el("th", { scope: "col" }, el("button", { type: "button", onclick: sort }, text));
  return head;

  function sort() {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const options = { numeric: true, sensitivity: "base" };
    const ordered = [...records].sort((a, b) => said(a).localeCompare(said(b), undefined, options));
    body.append(...(down ? ordered.reverse() : ordered).map((record) => rows.get(record)));
  }
}

/** All rows with all fields as CSV, made in the browser without another request. */
function download({ records }, label) {
  const fields = [...new Set(records.flatMap((record) => Object.keys(record.fields)))];
  const lines = [
    [t("name"), ...fields.map(label)],
    ...records.map((record) => [record.name, ...fields.map((name) => said(record, name))]),
  ];
  const text = lines.map((cells) => cells.map(csvCell).join(",")).join("\r\n");
  save(`${records[0].kind}.csv`, `\ufeff${text}\r\n`, "text/csv;charset=utf-8");
}

/** A CSV cell; values that a spreadsheet would run as a formula are escaped. */
function csvCell(text) {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** Save a text as a file. */
export function save(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function said(record, name) {
  return [record.fields[name]?.value ?? []].flat().join("; ");
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

/** The fields that a query names, in their order there. */
function namedFields(lookup) {
  if (!lookup) return [];
  const conditions = lookup.filters.flatMap((filter) => filter.any ?? [filter]);
  const filtered = conditions.map((condition) => condition.via ?? condition.field);
  const named = [...lookup.show, lookup.group_by, lookup.order_by, ...filtered];
  return [...new Set(named.filter(Boolean))];
}

/** Default columns if a query names no field: the first few with short values. */
function shortFields(records) {
  const short = Object.keys(records[0].fields).filter((name) => {
    const values = records.map((row) => said(row, name));
    const repeats = records.some((row) => said(row, name) === row.name);
    return !repeats && values.some(Boolean) && values.every((value) => value.length <= SHORT);
  });
  return short.slice(0, SHORT_FIELDS);
}

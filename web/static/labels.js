// Labels of kinds and fields of records, and descriptions of conditions.

import { recordKinds } from "./api.js";
import { t } from "./i18n.js";

const SIGNS = {
  is: ": ",
  is_not: " ≠ ",
  contains: " ∋ ",
  at_least: " ≥ ",
  at_most: " ≤ ",
  above: " > ",
  below: " < ",
};

/** A function from the name of a field to its capitalised label. */
export async function labelsOf(kind, language) {
  const found = (await recordKinds()).find((each) => each.kind === kind);
  return (name) => {
    const said = found?.fields.find((field) => field.name === name)?.labels ?? {};
    const text = said[language] ?? said.en ?? name.replaceAll("_", " ");
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
}

/** A short description of a filter, or of several joined by "or". */
export function inWords(condition, label) {
  if (condition.any) return condition.any.map((each) => inWords(each, label)).join(` ${t("or")} `);
  if (condition.all) return condition.all.map((each) => inWords(each, label)).join(` ${t("and")} `);
  const name = label(condition.via ?? condition.field);
  if (condition.op === "empty") return `${name}: ${t("nothing")}`;
  if (condition.op === "not_empty") return `${name}: ${t("given")}`;
  const values = [condition.value].flat().join(` ${t("or")} `);
  return `${name}${SIGNS[condition.op] ?? " "}${values}`;
}

/** The filters as parameters of GET /records/{kind}; null if they cannot be expressed so. */
export function asParameters(filters) {
  const parameters = new URLSearchParams();
  for (const filter of filters) {
    const plain = filter.field && !filter.via && filter.field !== "id";
    if (!plain) return null;
    const name = filter.op === "is" ? filter.field : `${filter.field}.${filter.op}`;
    for (const value of [filter.value ?? "true"].flat()) parameters.append(name, value);
  }
  return parameters;
}

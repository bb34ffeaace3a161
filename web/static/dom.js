// Builds elements. Text is always inserted as text nodes, never as markup.

/**
 * @param {string} tag
 * @param {Record<string, string | boolean | EventListener | null | undefined>} [properties]
 *   `onclick` and the like are listeners; `true` sets an empty attribute; null and false set none.
 * @param {...(Node | string | null | undefined)} children
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A URL of this site, or null: links from answers never lead to other sites. */
export function ownUrl(address) {
  const url = new URL(address, location.origin);
  return url.origin === location.origin ? url.pathname + url.search : null;
}

/** A list of the first `visible` items; the others are in a collapsed section below it. */
export function folded(items, visible, summary, list) {
  const shown = list(items.slice(0, visible));
  if (items.length <= visible) return [shown];
  const rest = list(items.slice(visible));
  return [shown, el("details", { class: "more" }, el("summary", {}, summary), rest)];
}

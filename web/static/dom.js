// Builds elements. Text always goes in as text nodes, so nothing that is said becomes markup.

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

/** An address of this site, or null: what an answer brings never leads elsewhere. */
export function ownUrl(address) {
  const url = new URL(address, location.origin);
  return url.origin === location.origin ? url.pathname + url.search : null;
}

/** The first `visible` items in a list, the others folded away below it. */
export function folded(items, visible, summary, list) {
  const shown = list(items.slice(0, visible));
  if (items.length <= visible) return [shown];
  const rest = list(items.slice(visible));
  return [shown, el("details", { class: "more" }, el("summary", {}, summary), rest)];
}

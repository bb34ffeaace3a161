// The interface's words. The pages are written in English; other languages are put in place here.

const TEXTS = {
  en: {
    waiting: "Looking in the documents…",
    busy: "Please wait for the answer, or start anew.",
    there: "The answer is there.",
    failed: "That did not work.",
    empty: "Please type a question first.",
    understood: "Understood as: {words}",
    passages: "Passages",
    allPassages: "{n} more passages",
    open: "Open in the document",
    marker: "Passage {n}: {place}",
    notes: "Good to know",
    moreNotes: "{n} more notes",
    discrepancy: "Discrepancy",
    inferred: "Inferred",
    as_printed: "As printed",
    dated: "Date",
    missing: "Missing",
    rows: "Rows behind this answer ({n})",
    name: "Name",
    passage: "Passage",
    printed: "printed “{printed}”",
    nothing: "empty",
    alsoRead: "Also read ({n})",
    not_in_corpus: "The documents do not say",
    out_of_scope: "Outside these documents",
    lookup: "Counted from the records.",
    extractive: "Quoted from the documents.",
    llm: "Written by {model} from the passages quoted.",
    problem: "This question was not answered",
    retry: "Try again",
    offline: "The server cannot be reached. Is it running?",
    unreadable: "The server sent something that is not an answer ({status}).",
    askNext: "You could also ask",
    sourceOf: "{place} · {title}",
    you: "You asked:",
  },
  es: {
    waiting: "Buscando en los documentos…",
    busy: "Espere la respuesta o empiece de nuevo.",
    there: "La respuesta está lista.",
    failed: "No ha funcionado.",
    empty: "Escriba primero una pregunta.",
    understood: "Entendido como: {words}",
    passages: "Pasajes",
    allPassages: "{n} pasajes más",
    open: "Abrir en el documento",
    marker: "Pasaje {n}: {place}",
    notes: "Conviene saber",
    moreNotes: "{n} notas más",
    discrepancy: "Discrepancia",
    inferred: "Deducido",
    as_printed: "Tal como está impreso",
    dated: "Fecha",
    missing: "Falta",
    rows: "Filas en que se basa la respuesta ({n})",
    name: "Nombre",
    passage: "Pasaje",
    printed: "impreso: «{printed}»",
    nothing: "vacío",
    alsoRead: "También leído ({n})",
    not_in_corpus: "Los documentos no lo dicen",
    out_of_scope: "Fuera de estos documentos",
    lookup: "Contado a partir de los registros.",
    extractive: "Citado de los documentos.",
    llm: "Escrito por {model} a partir de los pasajes citados.",
    problem: "Esta pregunta no se ha respondido",
    retry: "Intentar de nuevo",
    offline: "No se puede contactar con el servidor. ¿Está en marcha?",
    unreadable: "El servidor ha enviado algo que no es una respuesta ({status}).",
    askNext: "También puede preguntar",
    sourceOf: "{place} · {title}",
    you: "Su pregunta:",
    // What the pages say in English themselves
    skip: "Ir a la pregunta",
    skipToText: "Ir al texto",
    anew: "Empezar de nuevo",
    title: "Pregunte a los documentos",
    lead:
      "Las respuestas se citan palabra por palabra y cada cifra se cuenta a partir de los " +
      "registros. Cada una lleva a su lugar en el documento.",
    documents: "Documentos",
    conversation: "Conversación",
    question: "Su pregunta",
    send: "Preguntar",
    hint: "Intro envía, Mayús + Intro empieza una línea nueva.",
    newTab: "Pestaña nueva",
    close: "Cerrar",
    contents: "Contenido",
    deliverable: "Entregable",
    date: "Fecha",
    origin: "Procedencia",
    licence: "Licencia",
    table: "Tabla",
  },
};

/** The interface's language: the browser's, if we have it, else English. */
export const language = navigator.language.toLowerCase().split("-")[0] === "es" ? "es" : "en";

/** The text `key` with its `{placeholders}` filled. */
export function t(key, values = {}) {
  const text = TEXTS[language][key] ?? TEXTS.en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** Put the interface's language into a page that came in English. */
export function translatePage() {
  document.documentElement.lang = language;
  if (language !== "en") {
    for (const node of document.querySelectorAll("[data-i18n]")) {
      node.textContent = t(node.dataset.i18n);
    }
    for (const node of document.querySelectorAll("[data-i18n-label]")) {
      node.setAttribute("aria-label", t(node.dataset.i18nLabel));
    }
  }
  for (const time of document.querySelectorAll("time")) time.textContent = date(time.dateTime);
}

/** "2017-09" as "September 2017"; what is not such a date stays as it is. */
export function date(iso) {
  const [, year, month, day] = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(iso) ?? [];
  if (!year) return iso;
  const parts = { year: "numeric", month: "long", timeZone: "UTC", ...(day && { day: "numeric" }) };
  return new Intl.DateTimeFormat(language, parts).format(Date.UTC(year, month - 1, day ?? 1));
}

// Puts what the server drew anew in the place of what is shown, and keeps what somebody is doing
// there meanwhile: ticks, typed text, open panels and where the cursor stands (K3, K6).

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */
const FIELDS = "input:not([type=hidden]), textarea";
const PARTS = ["card", "bars"];

/** @param {Field} field */
const isChoice = (field) => field.type === "radio" || field.type === "checkbox";

/** @param {Field} field */
const keyOf = (field) => [field.form?.getAttribute("action"), field.name, isChoice(field) ? field.value : ""].join(" ");

/** @param {HTMLDetailsElement} panel */
const titleOf = (panel) => panel.querySelector("summary")?.textContent?.trim() ?? "";

/** @param {Element} part @returns {Field[]} */
const fieldsOf = (part) => [...part.querySelectorAll(/** @type {"input"} */ (FIELDS))];

/** What the focus may be on, and how it is known again. */
const PLACES = "a, button, summary, [tabindex], input:not([type=hidden]), textarea";

/** @param {Element} place */
function nameOf(place) {
  if (place.matches(FIELDS)) return keyOf(/** @type {Field} */ (place));
  const form = place.closest("form")?.getAttribute("action") ?? "";
  return place.id || [place.tagName, form, place.textContent?.trim()].join(" ");
}

/**
 * What was done in a part since it was drawn, but in the form that was just sent.
 * @param {Element} part
 * @param {string} sent
 */
function doneIn(part, sent) {
  const focused = part.querySelector(":focus");
  const changed = fieldsOf(part).filter((field) => {
    if (field.form?.getAttribute("action") === sent) return false;
    const box = /** @type {HTMLInputElement} */ (field);
    return isChoice(field) ? box.checked !== box.defaultChecked : field.value !== field.defaultValue;
  });
  /** @type {HTMLDetailsElement[]} */
  const opened = [...part.querySelectorAll(/** @type {"details"} */ ("details[open]"))];
  const panels = opened.filter((panel) => !sent || !panel.querySelector(`form[action="${sent}"]`)); // that one is done
  return {
    values: new Map(changed.map((field) => [keyOf(field), isChoice(field) ? "" : field.value])),
    checks: new Map(changed.map((field) => [keyOf(field), /** @type {HTMLInputElement} */ (field).checked])),
    open: new Set(panels.map(titleOf)),
    focus: focused ? nameOf(focused) : null,
    cursor: focused && "selectionStart" in focused ? /** @type {Field} */ (focused).selectionStart : null,
  };
}

/**
 * Do it again in the part that came in its place.
 * @param {Element} part
 * @param {ReturnType<typeof doneIn>} done
 */
function doAgain(part, done) {
  for (const panel of part.querySelectorAll("details")) {
    // First: what is folded cannot be focused. What the server opened in its place stays open.
    const taken = panel.name && part.querySelector(`details[name="${panel.name}"][open]`);
    if (!taken && done.open.has(titleOf(panel))) panel.open = true;
  }
  for (const field of fieldsOf(part)) {
    const key = keyOf(field);
    if (!done.values.has(key)) continue;
    if (isChoice(field)) /** @type {HTMLInputElement} */ (field).checked = done.checks.get(key) ?? false;
    else field.value = done.values.get(key) ?? "";
  }
  /** @type {HTMLElement[]} */
  const places = [...part.querySelectorAll(/** @type {"a"} */ (PLACES))];
  const place = done.focus !== null && places.find((each) => nameOf(each) === done.focus);
  if (place) {
    place.focus();
    if (done.cursor !== null)
      /** @type {Field} */ (/** @type {any} */ (place)).setSelectionRange(done.cursor, done.cursor);
  }
  part.dispatchEvent(new Event("change", { bubbles: true })); // what the ticks say is said again
}

/**
 * After a button was pressed that has gone, the cursor stands at what says how it is now, and never
 * on the next button: a second Enter, or one held down, would press that unseen.
 * @param {string} sent
 */
function focusNext(sent) {
  /** @type {HTMLElement | null} */
  const wrong = document.querySelector("#card [autofocus]");
  if (wrong) return wrong.focus();
  if (document.activeElement !== document.body) return; // it is there still
  const next = [
    `.person:has(form[action="${sent}"])`,
    ".visit__more[open] fieldset", // who came in
    ".person:has(.person__says--ask)", // somebody has to be asked
    ".visit__state",
    "#card .band",
  ];
  for (const wanted of next) {
    /** @type {HTMLElement | null} */
    const place = document.querySelector(wanted);
    if (!place) continue;
    place.tabIndex = -1;
    return place.focus();
  }
}

/** Whoever listens hears what the card says now. */
function sayWord() {
  const [said, word] = [document.getElementById("said"), document.querySelector("#card h1")];
  if (said && word && said.textContent !== word.textContent) said.textContent = word.textContent;
}

/**
 * Show the parts of an answer, a whole page or one part; says whether there was any.
 * @param {string} html
 * @param {string} sent the address of the form that it answers, or ""
 */
export function show(html, sent = "") {
  const answer = new DOMParser().parseFromString(html, "text/html");
  let any = false;
  for (const id of PARTS) {
    const [old, fresh] = [document.getElementById(id), answer.getElementById(id)];
    if (!old || !fresh) continue;
    const done = doneIn(old, sent);
    old.replaceWith(fresh);
    doAgain(fresh, done);
    htmx.process(fresh);
    any = true;
  }
  if (sent) focusNext(sent);
  sayWord();
  return any;
}

// What htmx asked for by itself comes in the same way.
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = /** @type {CustomEvent} */ (event).detail;
  if (ctx.sourceElement?.id !== "card") return;
  event.preventDefault();
  show(ctx.text);
});

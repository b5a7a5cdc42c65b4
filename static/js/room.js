// The clinician's room: the clock of a recording runs between two answers of the server, the
// button that agrees says to what, and a note is copied in the same tap that keeps it.

const HOUR = 3600; // seconds without a tap after which the bar asks
/** @type {WeakMap<Element, number>} */
const began = new WeakMap(); // element → when its number of seconds was true

/** @param {number} seconds */
function clock(seconds) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** @param {Element} each @returns {number} whole seconds since it was first seen */
function since(each) {
  const from = began.get(each) ?? Date.now();
  began.set(each, from);
  return Math.floor((Date.now() - from) / 1000);
}

function tick() {
  /** @type {NodeListOf<HTMLElement>} */
  const clocks = document.querySelectorAll("[data-runs]");
  for (const each of clocks) {
    each.textContent = clock(Number(each.dataset.seconds) + since(each));
  }
  /** @type {NodeListOf<HTMLElement>} */
  const questions = document.querySelectorAll("[data-quiet]");
  for (const each of questions) each.hidden = Number(each.dataset.quiet) + since(each) < HOUR;
}

// --- the button that agrees says to what (K3), as the types are switched on and off ---

/** @param {string[]} words */
const listed = (words) =>
  words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : (words[0] ?? "");

/** @param {string} name */
function ticked(name) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const boxes = document.querySelectorAll(`[name="${name}"]:checked`);
  return [...boxes];
}

function sayWhatItDoes() {
  const button = document.querySelector("[data-agree]");
  if (!button) return;
  const types = ticked("types").map((each) => each.dataset.word ?? "");
  const bound = ticked("conditions").length ? ", with conditions" : "";
  button.classList.toggle("nhsuk-button--secondary", !types.length); // green is for an agreement alone
  const words = types.length ? `Agree to ${listed(types)}${bound}` : "Do not agree";
  // A press on it ends the typing in a field, which calls this: words put in anew under a finger
  // that is down would take the tap away.
  if (button.textContent !== words) button.textContent = words;
}

document.addEventListener("change", sayWhatItDoes);
window.addEventListener("pageshow", sayWhatItDoes); // a browser keeps ticks when it comes back

// With all of them off it is a no, which has a panel of its own.
document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("[data-agree]");
  if (!button || ticked("types").length) return;
  event.preventDefault();
  /** @type {HTMLDetailsElement | null} */
  const panel = document.querySelector("[data-not-agree]");
  if (!panel) return;
  panel.open = true;
  panel.querySelector("summary")?.focus();
});

// --- the note: kept on this page, and called copied only when it is on the clipboard (K7) ---

/** @param {HTMLTextAreaElement} source */
async function copy(source) {
  source.select();
  try {
    await navigator.clipboard.writeText(source.value);
    return true;
  } catch {
    return false; // not allowed, or no such thing here: it stays selected
  }
}

const SELECTED = "Not copied: press Ctrl+C (⌘C on a Mac), it is selected.";

/** @param {HTMLFormElement} form @param {HTMLTextAreaElement} source */
async function keepNote(form, source) {
  const copied = await copy(source);
  const said = /** @type {HTMLElement} */ (form.querySelector("[data-copied]"));
  try {
    const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    const answer = await fetch(form.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const kept = page.querySelector("[data-kept-notes]");
    if (!answer.ok || !kept) return form.submit(); // refused, or signed out: the page says why
    document.querySelector("[data-kept-notes]")?.replaceWith(kept);
    const at = page.querySelector("[data-at]")?.textContent?.trim() ?? "";
    const text = page.getElementById("note")?.textContent ?? "";
    if (text !== source.value) {
      source.value = text; // what was kept is what holds now, and not what was copied
      said.textContent = `Kept ${at}. The note had changed: look at it, and copy it again.`;
      return;
    }
    said.textContent = copied ? `Copied and kept ${at}` : `Kept ${at}. ${SELECTED}`;
  } catch {
    said.textContent = copied ? "Copied. Not kept: no answer, try again." : `Not kept: no answer. ${SELECTED}`;
  }
  if (!copied) source.select();
}

/** @type {NodeListOf<HTMLFormElement>} */
const noteForms = document.querySelectorAll("[data-copy-first]");
for (const form of noteForms) {
  const source = /** @type {HTMLTextAreaElement} */ (document.getElementById(form.dataset.copyFirst ?? ""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keepNote(form, source);
  });
}

tick();
setInterval(tick, 500);

// The clinician's room: the clock of a recording runs between two answers of the server, the
// button that agrees says to what, and a note is copied in the same tap that keeps it.

/** @type {WeakMap<Element, number>} */
const began = new WeakMap(); // element → when its number of seconds was true

/** @param {number} seconds */
function clock(seconds) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function tick() {
  /** @type {NodeListOf<HTMLElement>} */
  const clocks = document.querySelectorAll("[data-runs]");
  for (const each of clocks) {
    const from = began.get(each) ?? Date.now();
    began.set(each, from);
    const passed = Math.floor((Date.now() - from) / 1000);
    each.textContent = clock(Number(each.dataset.seconds) + passed);
  }
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
  button.textContent = types.length ? `Agree to ${listed(types)}${bound}` : "Do not agree";
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

/** @type {NodeListOf<HTMLFormElement>} */
const copied = document.querySelectorAll("[data-copy-first]");
for (const form of copied) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const source = /** @type {HTMLTextAreaElement} */ (document.getElementById(form.dataset.copyFirst ?? ""));
    source.select();
    // Where copying is not allowed, the note is kept all the same, and stays selected until then.
    await navigator.clipboard?.writeText(source.value).catch(() => {});
    form.submit();
  });
}

tick();
setInterval(tick, 500);

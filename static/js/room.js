// The clinician's room: the clock of a recording runs between two answers of the server, and
// a note is copied in the same tap that keeps it.

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

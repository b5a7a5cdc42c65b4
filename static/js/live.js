// Parts of a page that follow the server. htmx asks and swaps; this says when, and when not to trust.
//
// A part asks only while the page is seen. When answers stop coming, it shows that it has lost
// touch rather than an old "yes".

const PATIENCE = 3; // how many silent turns before the page says so
/** @type {Map<string, number>} */
const lastHeard = new Map(); // id of the part → time of its last answer

/** @returns {NodeListOf<HTMLElement>} */
const parts = () => document.querySelectorAll("[data-live]");
const every = (/** @type {HTMLElement} */ part) => Number(part.dataset.live);
const seen = () => document.visibilityState === "visible";

/** @param {HTMLElement} part */
function judge(part) {
  const silent = Date.now() - (lastHeard.get(part.id) ?? Date.now());
  const lost = silent > every(part) * PATIENCE;
  /** @type {HTMLElement | null} */
  const notice = part.querySelector("[data-lost]");
  if (!notice) return;
  part.classList.toggle("is-lost", lost);
  notice.hidden = !lost;
}

/** @type {Map<string, number>} */
const nextAsk = new Map();

function turn() {
  for (const part of parts()) {
    if (!lastHeard.has(part.id)) lastHeard.set(part.id, Date.now());
    if (!nextAsk.has(part.id)) nextAsk.set(part.id, Date.now() + every(part));
    if (seen() && Date.now() >= (nextAsk.get(part.id) ?? 0)) {
      nextAsk.set(part.id, Date.now() + every(part));
      htmx.trigger(part, "poll");
    }
    judge(part);
  }
}

document.addEventListener("htmx:after:request", (event) => {
  const { sourceElement, response } = /** @type {CustomEvent} */ (event).detail.ctx;
  const status = response?.status ?? response?.raw?.status ?? 0;
  if (sourceElement?.id && status >= 200 && status < 400) lastHeard.set(sourceElement.id, Date.now());
});

// Seen again after a while: ask at once, and until the answer comes trust nothing old.
document.addEventListener("visibilitychange", () => {
  if (!seen()) return;
  nextAsk.clear();
  for (const part of parts()) {
    nextAsk.set(part.id, 0);
    judge(part);
  }
  turn();
});

window.addEventListener("DOMContentLoaded", () => setInterval(turn, 250));

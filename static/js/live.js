// Parts of a page that follow the server. htmx asks and swaps; this says when, and when not to trust.
//
// A part asks only while the page is seen. When answers stop coming, it shows that it has lost
// touch rather than an old "yes". Staff work in another program meanwhile: a part with words for the
// tab's title (`data-tab`) goes on asking, slowly, and the title says what is new.

const PATIENCE = 3; // how many silent turns before the page says so
const UNSEEN = 10_000; // ms between two questions of a page that nobody sees
const NEWS = "●"; // before the title of a tab in which something has changed since it was seen
/** @type {Map<string, number>} */
const lastHeard = new Map(); // id of the part → time of its last answer

/** @returns {NodeListOf<HTMLElement>} */
const parts = () => document.querySelectorAll("[data-live]");
const every = (/** @type {HTMLElement} */ part) => Number(part.dataset.live);
const seen = () => document.visibilityState === "visible";
const pace = (/** @type {HTMLElement} */ part) => (seen() ? every(part) : Math.max(every(part), UNSEEN));
const asks = (/** @type {HTMLElement} */ part) => seen() || part.dataset.tab !== undefined;

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
    if (asks(part) && Date.now() >= (nextAsk.get(part.id) ?? 0)) {
      nextAsk.set(part.id, Date.now() + pace(part));
      htmx.trigger(part, "poll");
    }
    judge(part);
  }
  title();
}

/** @returns {HTMLElement[]} */
const told = () => [...document.querySelectorAll(/** @type {"div"} */ ("[data-tab]"))];
const tabs = () =>
  told()
    .map((part) => part.dataset.tab)
    .filter(Boolean)
    .join(" ");
const first = tabs();
const bare = first ? document.title.replace(`${first} `, "") : document.title; // without the part's words
let known = ""; // what the part said when it was last seen

/** The tab says how things stand, and whether that is news to who looks elsewhere. */
function title() {
  const telling = told();
  if (!telling.length && !first) return;
  const news = telling.map(({ dataset }) => dataset.news ?? dataset.tab).join(" ");
  if (seen() || !known) known = news;
  const words = [news === known ? "" : NEWS, tabs(), bare].filter(Boolean).join(" ");
  if (document.title !== words) document.title = words;
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

// No tap leads to the browser's own "no connection": the service worker has the browser stay on this
// page, which says what happened. Without a worker (no https) the browser is asked before each step.

import { showOutage } from "./outage.js";
import { sendForm } from "./within.js";

const workers = window.isSecureContext ? navigator.serviceWorker : undefined;
const { worker } = /** @type {HTMLElement} */ (document.getElementById("outage")).dataset;
/** @type {HTMLAnchorElement | HTMLFormElement | null} */
let last = null; // what was pressed last

/** What undoes a consent is sent again by itself; anything else waits for its patient. */
function unanswered() {
  const step = last;
  if (!step?.closest("[data-unsent]")) return showOutage();
  showOutage(() => (step instanceof HTMLFormElement ? sendForm(step) : window.location.assign(step.href)), true);
}

/** @param {Event} event */
function take(event) {
  if (event.defaultPrevented) return;
  const target = /** @type {Element} */ (event.target);
  last = event.type === "submit" ? /** @type {HTMLFormElement} */ (target) : (target.closest("a[href]") ?? last);
  if (workers?.controller || navigator.onLine) return;
  if (event.type === "click" && !target.closest("a[href]:not([href^='#'])")) return;
  event.preventDefault();
  unanswered();
}

workers?.addEventListener("message", ({ data }) => {
  if (data.unanswered && document.visibilityState === "visible") unanswered();
});
document.addEventListener("click", take);
document.addEventListener("submit", take);
workers?.register(worker ?? "").catch(() => {}); // not allowed here: as without https
// A page that was on its way while the worker began is not yet its own.
workers?.ready.then(({ active }) => workers.controller ?? active?.postMessage("claim"));

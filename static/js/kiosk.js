// Every page of the tablet: the screen stays on, and a server that does not answer is said.

const outage = /** @type {HTMLDialogElement | null} */ (document.getElementById("outage"));
/** @type {HTMLElement | null} */
const waiting = document.querySelector("[data-again]");
const first = document.querySelector("[data-first-screen]");
const PATIENCE = 2; // silent answers before the page says so
let silent = 0;

export function showOutage() {
  if (outage && !outage.open) outage.showModal();
}

/** @param {HTMLDialogElement} dialog */
async function listen(dialog) {
  let well = false;
  try {
    /** @type {RequestInit} */
    const asked = { cache: "no-store", signal: AbortSignal.timeout(4000) };
    well = (await fetch(dialog.dataset.health ?? "", asked)).ok;
  } catch {
    // no answer: counted below
  }
  silent = well ? 0 : silent + 1;
  if (silent >= PATIENCE) showOutage();
  if (well && dialog.open) {
    dialog.close();
    if (first) window.location.reload();
  }
}

async function stayAwake() {
  if (document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock.request("screen");
  } catch {
    // the battery is low, or the browser does not do it here: the tablet's own setting holds
  }
}

// The receipt says by itself that it has lost touch, and must not be covered.
if (outage && !document.querySelector("[data-lost]")) {
  setInterval(() => listen(outage), Number(outage.dataset.every) * 1000);
  outage.addEventListener("cancel", (event) => event.preventDefault());
}
if ("wakeLock" in navigator) {
  stayAwake();
  document.addEventListener("visibilitychange", stayAwake);
}
if (waiting) setTimeout(() => window.location.reload(), Number(waiting.dataset.again) * 1000);
if (first) {
  sessionStorage.clear();
  localStorage.clear();
  // Back must not bring up the first screen in the language of the patient before.
  window.history.replaceState(null, "", window.location.pathname);
}

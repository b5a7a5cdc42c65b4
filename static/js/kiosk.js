// Every page of the tablet: the screen stays on, and a server that does not answer is said.

import { forget } from "./forget.js";
import { listen } from "./outage.js";

const HERE = 4 * 60_000; // ms between two signs of the first screen that this tablet is there
const EVERY = 10_000; // ms between two looks whether the server answers
/** @type {HTMLElement | null} */
const waiting = document.querySelector("[data-again]");
const first = document.querySelector("[data-first-screen]");

async function stayAwake() {
  if (document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock.request("screen");
  } catch {
    // the battery is low, or the browser does not do it here: the tablet's own setting holds
  }
}

/** The checker answers from this device and never clears itself: a tablet keeps none. */
async function dropChecker() {
  const found = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  for (const each of found) if (each.scope.endsWith("/verifier/")) await each.unregister();
}

setInterval(listen, EVERY);
if ("wakeLock" in navigator) {
  stayAwake();
  document.addEventListener("visibilitychange", stayAwake);
}
if (waiting) setTimeout(() => window.location.reload(), Number(waiting.dataset.again) * 1000);

/** A manager is told of a tablet that falls silent. */
function sayHere() {
  /** @type {HTMLInputElement | null} */
  const token = document.querySelector("[name=csrf_token]");
  if (!token) return;
  const body = new URLSearchParams({ csrf_token: token.value });
  fetch("/kiosk/here", { method: "POST", body }).catch(() => {}); // the next one will do
}

if (first) {
  sayHere();
  setInterval(sayHere, HERE);
  dropChecker();
  forget();
  // Back must not bring up the first screen in the language of the patient before.
  window.history.replaceState(null, "", window.location.pathname);
}

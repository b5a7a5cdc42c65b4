// A tablet that somebody walked away from: it warns, counts down, and clears itself for the next
// person. Every time comes from the page, in seconds; a warning can always be answered.

import { UNTIL, forget } from "./forget.js";
import { goOnTo, showOutage } from "./outage.js";
import { bodyOf, within } from "./within.js";

const box = /** @type {HTMLDialogElement} */ (document.getElementById("idle"));
const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (box.querySelector(`[data-idle-${name}]`));
const stay = part("stay");
const form = /** @type {HTMLFormElement} */ (part("leave"));
const number = part("left");
const said = part("say");
const time = (/** @type {string} */ name) => Number(box.dataset[name]) * 1000;
const AGAIN = 5000; // ms until another try where the server did not answer

// A page of text takes its time: two words a second, for who reads slowly.
const words = document.getElementById("maincontent")?.innerText.split(/\s+/).length ?? 0;
const quiet = Math.max(time("idle"), words * 500);
box.dataset.quiet = String(quiet / 1000);

const key = `${UNTIL}${box.dataset.journey}`;
let touched = Date.now();
let warnedAt = 0; // 0: no warning is up
let leaving = false;

// The journey's own end. Answering its warning moves it, and the next pages know it.
function end() {
  return Number(sessionStorage.getItem(key)) || loaded + time("most") - time("age");
}
const loaded = Date.now();

function dueForLong() {
  return Date.now() >= end() - time("warning");
}

function warn() {
  const long = dueForLong();
  warnedAt = Date.now();
  part("long").hidden = !long;
  part("quiet").hidden = long;
  box.showModal();
  document.dispatchEvent(new Event("shown"));
  stay.focus();
}

function goOn() {
  if (leaving) return;
  if (dueForLong()) sessionStorage.setItem(key, String(Date.now() + time("most")));
  touched = Date.now();
  warnedAt = 0;
  said.textContent = "";
  if (box.open) box.close();
}

function count() {
  const left = Math.max(0, Math.ceil((warnedAt + time("warning") - Date.now()) / 1000));
  if (number.textContent === String(left)) return;
  number.textContent = String(left);
  if (left === 10 || left === 5) said.textContent = (said.dataset.words ?? "").replace("{}", String(left));
}

async function clear() {
  leaving = true;
  // Whatever the server answers, nobody reads on.
  document.getElementById("maincontent")?.replaceChildren();
  document.title = document.getElementById("idle-title")?.textContent ?? "";
  try {
    const sent = { method: "POST", body: bodyOf(form), signal: within(AGAIN) };
    const answer = await fetch(form.action, { ...sent, redirect: "manual" });
    if (answer.status >= 500) throw new Error(String(answer.status));
  } catch {
    showOutage();
    setTimeout(clear, AGAIN);
    return;
  }
  forget();
  goOnTo(box.dataset.home ?? "/");
}

function turn() {
  if (leaving) return;
  if (window.speechSynthesis?.speaking && !warnedAt) touched = Date.now(); // somebody listens
  // A tablet that slept may wake up long after: then there is nobody left to warn.
  const gone = Date.now() - touched >= quiet + time("warning");
  if (gone || (warnedAt && Date.now() - warnedAt >= time("warning"))) {
    clear();
  } else if (warnedAt) {
    count();
  } else if (Date.now() - touched >= quiet || dueForLong()) {
    warn();
  }
}

// A screen reader moves the focus; it sends no touch of its own.
for (const sign of ["pointerdown", "keydown", "input", "wheel", "touchmove", "focusin"]) {
  document.addEventListener(
    sign,
    () => {
      if (!warnedAt) touched = Date.now();
    },
    { capture: true, passive: true },
  );
}
stay.addEventListener("click", goOn);
box.addEventListener("cancel", (event) => {
  event.preventDefault(); // Escape is a sign of life too
  goOn();
});
// Every way to leave: the page is empty at once, whether or not there is an answer.
document.addEventListener("submit", (event) => {
  if (/** @type {HTMLFormElement} */ (event.target).action !== form.action) return;
  event.preventDefault();
  clear();
});
document.addEventListener("visibilitychange", turn);
setInterval(turn, 250);

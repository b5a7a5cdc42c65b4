// The buttons of a visit never leave the page (K6, K14). Without network the page stays, says so, and
// sends again what is safe to send late: a pause or a stop, with how long ago it was pressed.

import { show } from "./card_swap.js";
import { bodyOf, within } from "./within.js";

const AGAIN = 2000; // ms until the next try
const PATIENCE = 5000; // ms for an answer
const UNSENT = "unsent-visit"; // kept in the tab, so that loading the page again loses nothing

/**
 * `kind` is what the form says it is: `late` may be sent late, `start` lets the patient record.
 * @typedef {{action: string, body: string, at: number, kind: string, words: string}} Press
 */

/** @type {Press[]} */
let waiting = JSON.parse(sessionStorage.getItem(UNSENT) ?? "[]");
let sending = false;

const clock = (/** @type {number} */ at) =>
  new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

/** @param {Press} press */
function sentence(press) {
  const again = "Press it again when there is network.";
  if (press.kind === "start") return `Not saved. The patient must not record yet. ${again}`;
  if (press.kind !== "late") return `Not saved. ${again}`;
  const tell = press.action.endsWith("/stop") ? "stop" : "pause";
  return `Not saved. Tell the patient to ${tell}. “${press.words}” of ${clock(press.at)}: trying again.`;
}

/** @param {string} words */
function say(words) {
  /** @type {NodeListOf<HTMLElement>} */
  const places = document.querySelectorAll("[data-unsent]");
  for (const place of places) {
    if (place.textContent !== words) place.textContent = words;
    place.hidden = !words;
  }
}

/** @param {Press[]} left */
function keep(left) {
  waiting = left;
  if (left.length) sessionStorage.setItem(UNSENT, JSON.stringify(left));
  else sessionStorage.removeItem(UNSENT);
}

/**
 * The server's answer to a press, or null where there is none.
 * @param {Press} press
 */
async function post(press) {
  const body = new URLSearchParams(press.body);
  const ago = Math.round((Date.now() - press.at) / 1000);
  if (press.kind === "late" && ago > 0) body.set("ago", String(ago));
  try {
    const answer = await fetch(press.action, { method: "POST", body, signal: within(PATIENCE) });
    return answer.status < 500 ? answer : null;
  } catch {
    return null;
  }
}

/**
 * @param {Press} press
 * @param {Response} answer
 */
async function takeIn(press, answer) {
  say("");
  document.dispatchEvent(new Event("session:used"));
  const html = await answer.text();
  const here = window.location.href;
  const card = new URL(press.action.slice(0, press.action.lastIndexOf("/")), here).href;
  if (answer.redirected && answer.url !== here && answer.url !== card) {
    window.location.assign(answer.url); // the note, or the sign-in page
  } else if (answer.status === 401 || answer.status === 400) {
    window.location.reload();
  } else if (document.getElementById("card") || answer.url === here) {
    if (!show(html, press.action)) window.location.reload();
  } else {
    const refused = new DOMParser().parseFromString(html, "text/html").querySelector(".beaten");
    const bars = document.getElementById("bars");
    if (bars) htmx.trigger(bars, "poll");
    if (!answer.ok) say(refused?.textContent?.trim() ?? "");
  }
}

/** @param {Press} press */
async function send(press) {
  const answer = await post(press);
  if (answer) return takeIn(press, answer);
  if (press.kind === "late") keep([...waiting, press]);
  say(sentence(press));
}

async function sendAgain() {
  const [press] = waiting;
  if (!press || sending) return;
  sending = true;
  const answer = await post(press);
  sending = false;
  if (!answer) return say(sentence(press));
  keep(waiting.slice(1));
  await takeIn(press, answer);
}

/** @type {Set<string>} */
const pressed = new Set(); // bodies under way: a second tap is the same press

document.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.dataset.visit) return;
  event.preventDefault();
  const button = /** @type {SubmitEvent} */ (event).submitter;
  const action = form.getAttribute("action") ?? "";
  const words = button?.textContent?.trim().replace(/\s+/g, " ") ?? "";
  const body = String(bodyOf(form, button));
  const press = { action, body, at: Date.now(), kind: form.dataset.visit, words };
  if (pressed.has(body) || waiting.some((each) => each.body === body)) return;
  pressed.add(body);
  await send(press);
  pressed.delete(body);
});

setInterval(sendAgain, AGAIN);
if (waiting[0]) say(sentence(waiting[0]));

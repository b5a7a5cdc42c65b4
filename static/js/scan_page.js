// The scan page: a tap starts the camera, a receipt in its sight is checked as if it were typed.

import { keepLens, offerCameras, prepare, scan } from "./scan.js";
import { sendForm } from "./within.js";

/** @typedef {import("./scan.js").State | "ready" | "slow" | "not_ours" | "found"} State */

const RECEIPT = /(^|#)[\w-]+\.[\w-]+\.[\w-]{86}(~|$)/; // a token, or an address that ends in one
const MUTE = "scan-mute";
const AGAIN = 2500; // ms for which "that is not a receipt" stands
const PATIENCE = 8000; // ms without a receipt after which there is advice

const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (document.querySelector(`[data-scan-${name}]`));
const root = /** @type {HTMLElement} */ (document.querySelector("[data-scan]"));
const form = /** @type {HTMLFormElement} */ (part("form"));
const entry = /** @type {HTMLInputElement} */ (form.elements.namedItem("entry"));
const video = /** @type {HTMLVideoElement} */ (part("video"));
const choice = /** @type {HTMLSelectElement} */ (part("camera"));
const buttons = { start: part("start"), light: part("light"), sound: part("sound") };

/** @type {Awaited<ReturnType<typeof scan>>} */
let reading = null;
let last = { text: "", at: 0 };
let advice = 0;
/** @type {AudioContext | null} */
let audio = null;

// --- What is shown ---

/** @param {State} state */
function show(state) {
  root.dataset.state = state;
  /** @type {NodeListOf<HTMLElement>} */
  const parts = root.querySelectorAll("[data-is]");
  for (const each of parts) {
    each.hidden = !each.dataset.is?.split(" ").includes(state);
  }
  if (["insecure", "no_camera", "denied", "in_use", "lost", "failed"].includes(state)) {
    entry.focus();
  }
}

function advise() {
  clearTimeout(advice);
  advice = setTimeout(() => root.dataset.state === "scanning" && show("slow"), PATIENCE);
}

/** @param {State} state */
function onState(state) {
  show(state);
  if (state === "scanning") advise();
}

// --- What is heard and felt ---

const muted = () => localStorage.getItem(MUTE) === "yes";

/**
 * @param {number} pitch
 * @param {number} seconds
 */
function tone(pitch, seconds) {
  if (muted() || !navigator.userActivation?.hasBeenActive) return;
  audio ??= new AudioContext();
  const [source, volume] = [audio.createOscillator(), audio.createGain()];
  volume.gain.setValueAtTime(0.2, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + seconds);
  source.frequency.value = pitch;
  source.connect(volume).connect(audio.destination);
  source.start();
  source.stop(audio.currentTime + seconds);
}

/**
 * @param {HTMLElement} button
 * @param {boolean} on
 */
function toggle(button, on) {
  button.setAttribute("aria-pressed", String(on));
}

// --- What is found ---

/** @param {string} text */
function onFound(text) {
  if (!RECEIPT.test(text)) {
    refuse(text);
    return false;
  }
  show("found");
  tone(1320, 0.15);
  navigator.vibrate?.(120);
  form.hidden = true; // what was read is of no use to a person
  entry.value = text;
  sendForm(form);
  return true;
}

/**
 * Some other code: say so once while it stays in sight, and go on looking.
 *
 * @param {string} text
 */
function refuse(text) {
  const fresh = text !== last.text || Date.now() - last.at > AGAIN;
  last = { text, at: Date.now() };
  if (!fresh) return;
  show("not_ours");
  tone(220, 0.3);
  navigator.vibrate?.([60, 60, 60]);
  setTimeout(calm, AGAIN);
}

function calm() {
  if (root.dataset.state !== "not_ours") return;
  if (Date.now() - last.at < AGAIN - 100) setTimeout(calm, AGAIN);
  else onState("scanning");
}

// --- What is pressed ---

async function start() {
  reading?.end();
  reading = await scan(video, { onFound, onState });
  if (!reading) return;
  video.classList.toggle("scan__video--mirror", reading.mirrors);
  buttons.light.hidden = !reading.hasLight;
  toggle(buttons.light, false);
  await offerCameras(choice, part("cameras"), reading.camera);
}

for (const button of document.querySelectorAll("[data-scan-start]")) {
  button.addEventListener("click", () => start());
}
choice.addEventListener("change", () => {
  keepLens(choice.value);
  start();
});
buttons.light.addEventListener("click", async () => {
  const on = buttons.light.getAttribute("aria-pressed") !== "true";
  toggle(buttons.light, Boolean(await reading?.light(on)) && on);
});
buttons.sound.addEventListener("click", () => {
  localStorage.setItem(MUTE, muted() ? "no" : "yes");
  toggle(buttons.sound, !muted());
});

toggle(buttons.sound, !muted());
root.hidden = false;
part("without").hidden = true;
if (!window.isSecureContext) show("insecure");
else if (!navigator.mediaDevices?.getUserMedia) show("no_camera");
else {
  show("ready");
  prepare().catch(() => {}); // `scan` asks for it again, and says so if it does not come
  // Today's button is the tap that starts the camera; a page that is loaded again waits for another.
  if (window.location.hash === "#start") {
    window.history.replaceState(null, "", window.location.pathname);
    start();
  }
}

// The verifier page: takes a receipt from the address, the box or the camera, checks it here, and
// keeps what it says true while it stands on the screen.

import { band, change, factList, waiting } from "./verifier_band.js";
import { Knowledge, decisionMark, receiptMark, seconds } from "./verifier_store.js";
import { Bad, hearsay, isFresh, readDecision, readReceipt } from "./verifier_token.js";
import { verdict } from "./verifier_verdict.js";
import { and, heardAt, say, speak, spoken } from "./verifier_words.js";

/**
 * @typedef {import("./verifier_token.js").Decision} Decision
 * @typedef {import("./scan.js").State} CameraState
 * @typedef {{ receipt: string, decision: string }} Tokens
 */

const RENEW = 60_000; // ms after which what is seen is judged again, and news is looked for
const TOKEN = /(^|#)[\w-]+\.[\w-]+\.[\w-]{86}(~|$)/; // a receipt, or an address that holds one
/** @type {Record<string, string>} */
const NOTES = {
  offline: "no_way_to_the_server",
  "rolled-back": "older_list_not_used",
  "bad-list": "bad_list_not_used",
};
/** @type {Record<CameraState, string[]>} */
const CAMERA = {
  insecure: ["camera_needs_https", "paste_the_address"],
  no_camera: ["no_camera", "paste_the_address"],
  denied: ["camera_not_allowed"],
  in_use: ["camera_in_use", "paste_the_address"],
  lost: ["camera_lost"],
  failed: ["camera_cannot_be_used", "paste_the_address"],
  starting: ["camera_starting"],
  scanning: ["hold_the_code_in_the_picture"],
  interrupted: ["camera_interrupted"],
  stopped: [],
};
const TYPED = "verifier typed"; // what stands in the box while the page changes its language

const root = /** @type {HTMLElement} */ (document.querySelector("[data-verifier]"));
const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(`[data-${name}]`));
const entry = /** @type {HTMLTextAreaElement} */ (part("entry"));
const video = /** @type {HTMLVideoElement} */ (part("video"));
const lens = /** @type {HTMLSelectElement} */ (part("lens"));
const { issuer = "", keys: keysUrl = "", list: listUrl = "", worker = "", scope } = root.dataset;
/** @type {Record<string, string>} */
const conditions = JSON.parse(root.dataset.conditions ?? "{}");
/** @type {Record<string, string>} */
const sites = JSON.parse(root.dataset.sites ?? "{}");
const former = (root.dataset.former ?? "").split(" ").filter(Boolean);
speak(root.dataset.tongue);
const knowledge = new Knowledge({ issuer, keysUrl, listUrl });

/** @type {Tokens | null} */
let shown = null; // the tokens on the screen, so that they are judged again as time goes by
let turn = 0;
/** @type {{ stop: () => void, camera: string } | null} */
let reading = null;

// --- the check ---

/**
 * The tokens in whatever was scanned or pasted: an address, a fragment, or the tokens themselves. Wrapped
 * lines are joined, a full stop at the end is dropped, and a keyboard's `£` is taken for `#`.
 *
 * @param {string} text
 * @returns {Tokens | null}
 */
function tokensIn(text) {
  const joined = text
    .replace(/\s+/g, "")
    .replace(/[.,;]+$/, "")
    .replaceAll("£", "#");
  const [receipt, decision = ""] = (joined.split("#").at(-1) ?? "").split("~");
  return receipt ? { receipt, decision } : null;
}

/** @param {string} text */
async function check(text) {
  const tokens = tokensIn(text);
  part("error").hidden = Boolean(tokens);
  part("group").classList.toggle("nhsuk-form-group--error", !tokens);
  if (!tokens) {
    entry.setAttribute("aria-describedby", "entry-error");
    entry.focus();
    return;
  }
  entry.removeAttribute("aria-describedby");
  const mine = (turn += 1);
  shown = null;
  part("announce").textContent = "";
  part("verdict").replaceChildren(waiting());
  await knowledge.refresh();
  const receipt = await judged(tokens);
  if (receipt.claims) await knowledge.reachBack(receipt.claims.iat);
  showKnown();
  if (mine !== turn) return;
  shown = tokens;
  await show();
  window.scrollTo(0, 0);
  /** @type {HTMLElement | null} */
  const word = part("verdict").querySelector(".band__word");
  word?.focus({ preventScroll: true });
  entry.value = "";
}

/** @param {Tokens} tokens */
async function judged({ receipt }) {
  const now = seconds();
  try {
    const claims = await readReceipt(receipt, knowledge.keys, { issuer, former, now });
    return { claims, mark: await receiptMark(claims) };
  } catch (error) {
    return { fault: badOf(error).code, hearsay: hearsay(receipt) };
  }
}

/**
 * @param {Tokens} tokens
 * @param {string} audience
 */
async function judgedDecision({ decision }, audience) {
  if (!decision) return null;
  try {
    const claims = await readDecision(decision, knowledge.keys, { issuer, former, audience, now: seconds() });
    return { claims, mark: await decisionMark(claims) };
  } catch (error) {
    const { code, claims } = badOf(error);
    return { fault: code, claims: code === "token-expired" ? claims : null };
  }
}

/**
 * A refusal; anything else is a fault of this page, and has to show as one.
 *
 * @param {unknown} error
 */
function badOf(error) {
  if (!(error instanceof Bad)) throw error;
  return error;
}

async function show() {
  const tokens = shown;
  if (!tokens) return;
  const receipt = await judged(tokens);
  const decision = receipt.claims ? await judgedDecision(tokens, receipt.claims.aud) : null;
  const said = verdict({
    receipt,
    decision,
    list: receipt.claims ? knowledge.listFor(receipt.claims.iat) : null,
    now: seconds(),
    issuer,
    keys: knowledge.keys.length > 0,
    current: knowledge.keysAreCurrent,
    conditions,
    sites,
  });
  if (tokens === shown) draw(said);
}

// --- what is seen ---

let tone = "";

/** @param {ReturnType<typeof verdict>} said */
function draw({ band: said, facts }) {
  const there = part("verdict").querySelector(".band");
  if (there && tone === said.tone) change(there, said);
  else part("verdict").replaceChildren(band(said, drawing(said.tone)));
  // Who looks elsewhere is told when it turns; that minutes go by is not worth a word.
  if (there && tone !== said.tone) part("announce").textContent = `${said.word}. ${said.text}`;
  tone = said.tone;
  part("verdict").querySelector(".verdict__known")?.remove();
  part("verdict").append(...(facts.length ? [factList(facts)] : []));
}

/** @param {string} of */
function drawing(of) {
  return /** @type {HTMLTemplateElement} */ (root.querySelector(`[data-icon="${of}"]`));
}

function showKnown() {
  if (!root.firstElementChild) return; // a tablet has emptied the page
  const { list, keysAt, note } = knowledge;
  const now = seconds();
  const old = list && !isFresh(list, now) ? say("too_long_ago") : "";
  const heard = list ? and(say("last_heard", { at: heardAt(list.iat, now) }), old) : say("no_status_list_yet");
  part("age").textContent = keysAt ? heard : say("nothing_yet_connect_once");
  part("note").textContent = NOTES[note] ? say(NOTES[note]) : "";
  part("note").hidden = !NOTES[note];
}

async function renew() {
  await show(); // lists grow old: what is on the screen must not wait for the network
  await knowledge.refresh();
  showKnown();
  await show();
}

function renewIfSeen() {
  if (document.visibilityState === "visible") renew();
}

// --- the camera ---

/** @param {CameraState} state */
function onState(state) {
  part("camera-why").textContent = and(...CAMERA[state].map((each) => say(each)));
  const on = state === "starting" || state === "scanning";
  part("sight").hidden = !on;
  part("camera").hidden = on;
}

async function startCamera() {
  reading?.stop();
  let scanner;
  try {
    scanner = await import("./scan.js");
  } catch {
    onState("failed");
    return;
  }
  reading = await scanner.scan(video, { onFound, onState });
  if (reading) await scanner.offerCameras(lens, part("cameras"), reading.camera);
}

async function otherCamera() {
  const { keepLens } = await import("./scan.js");
  keepLens(lens.value);
  await startCamera();
}

/** @param {string} text */
function onFound(text) {
  if (!TOKEN.test(text)) {
    part("camera-why").textContent = say("another_code");
    return false;
  }
  onState("stopped");
  check(text);
  return true;
}

// --- the page ---

async function fromAddress() {
  const text = window.location.hash.slice(1);
  if (!text || text === "maincontent") return;
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
  await check(text);
}

/**
 * Another language is another page: what is shown here and what is typed here go along.
 *
 * @param {Event} event
 */
function takeAlong({ currentTarget }) {
  const link = /** @type {HTMLAnchorElement} */ (currentTarget);
  link.closest("details")?.removeAttribute("open");
  link.hash = shown ? [shown.receipt, shown.decision].filter(Boolean).join("~") : "";
  try {
    sessionStorage.setItem(TYPED, entry.value);
  } catch {
    // not allowed: it is typed again
  }
}

function bringBack() {
  try {
    entry.value ||= sessionStorage.getItem(TYPED) ?? "";
    sessionStorage.removeItem(TYPED);
  } catch {
    // not allowed: nothing was kept
  }
}

async function install() {
  const workers = navigator.serviceWorker;
  if (!workers || !worker) return;
  // The patient's pages have a worker of their own, which may have got here first.
  const before = workers.controller?.scriptURL === new URL(worker, window.location.href).href;
  workers.addEventListener("controllerchange", () => {
    part("newer").hidden = !before;
    tell(workers.controller);
  });
  await workers.register(worker, { scope });
  tell((await workers.ready).active);
  part("offline").textContent = say("works_without_a_network");
}

/**
 * In which language the page is to be opened next time.
 *
 * @param {ServiceWorker | null} keeper
 */
function tell(keeper) {
  keeper?.postMessage({ tongue: spoken() });
}

part("check").addEventListener("click", () => check(entry.value));
entry.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return; // a USB scanner ends with it
  event.preventDefault();
  check(entry.value);
});
part("refresh").addEventListener("click", renew);
part("camera").addEventListener("click", startCamera);
lens.addEventListener("change", otherCamera);
part("camera-stop").addEventListener("click", () => reading?.stop());
part("reload").addEventListener("click", () => window.location.reload());
window.addEventListener("hashchange", fromAddress);
for (const link of document.querySelectorAll("[data-tongue-of]")) link.addEventListener("click", takeAlong);
window.addEventListener("online", renew);
setInterval(renewIfSeen, RENEW);
document.addEventListener("visibilitychange", renewIfSeen);

part("needs-script").hidden = false;
await knowledge.open();
showKnown();
install().catch(() => {}); // no room or a private window: the page works while there is a network
if (window.location.hash.length > 1) await fromAddress();
else await renew();
bringBack();
showKnown();

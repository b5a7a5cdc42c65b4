// The page stays when the network goes, and says so; when there is an answer again, the notice goes
// by itself. On a receipt it stands beside the state, which says by itself that it has lost touch.

import { within } from "./within.js";

const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("outage"));
const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (dialog.querySelector(`[data-${name}]`));
const covers = !document.querySelector("[data-lost]");
const PATIENCE = 2; // silent answers before the page says so
const AGAIN = 2000; // ms between two tries while the notice stands
const ANSWER = 4000; // ms for one of them
let silent = 0;
let asking = 0;
/** @type {(() => void) | undefined} */
let after; // what is done once there is an answer again

/**
 * @param {() => void} [then]
 * @param {boolean} [unsent] whether it was something that the patient must now say aloud (R16)
 */
export function showOutage(then, unsent = false) {
  after = then ?? after;
  part("outage-usual").hidden = unsent;
  part("outage-unsent").hidden = !unsent;
  dialog.setAttribute("aria-labelledby", unsent ? "unsent-title" : "outage-title");
  if (dialog.open) return;
  dialog.classList.toggle("outage--beside", !covers);
  if (covers) dialog.showModal();
  else dialog.show();
  document.dispatchEvent(new Event("shown"));
  if (!asking) asking = setInterval(listen, AGAIN);
}

/**
 * On to another page, for which this one makes room whatever becomes of the network.
 * @param {string} address
 */
export function goOnTo(address) {
  after = () => window.location.replace(address);
  after();
}

export async function isWell() {
  try {
    return (await fetch(dialog.dataset.health ?? "", { cache: "no-store", signal: within(ANSWER) })).ok;
  } catch {
    return false;
  }
}

export async function listen() {
  const well = await isWell();
  silent = well ? 0 : silent + 1;
  if (silent >= PATIENCE && covers) showOutage();
  if (!well || !dialog.open) return;
  clearInterval(asking);
  asking = 0;
  dialog.close();
  if (after) after();
  else if (document.querySelector("[data-first-screen]")) window.location.reload();
}

dialog.addEventListener("cancel", (event) => event.preventDefault());

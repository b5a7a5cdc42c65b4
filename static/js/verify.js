// A receipt's QR leads here with its token in the fragment, which no server sees until this sends it.

import { sendForm } from "./within.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-verify]"));
const entry = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("entry"));

function send() {
  const token = window.location.hash.slice(1);
  if (!token) return;
  entry.value = token;
  window.history.replaceState(null, "", window.location.pathname);
  sendForm(form);
}

// The next receipt may be opened in the same tab: then only the fragment changes, and no page loads.
window.addEventListener("hashchange", send);
send();

// What staff type is kept a moment after, sealed for them alone, so that the idle limit cannot take
// it away: when they have signed in again it is there. To type is a sign of life, so it also keeps
// the session awake.

const PAUSE = 1500; // ms after the last key
/** @type {HTMLElement | null} */
const script = document.querySelector("[data-keep]");
const address = script?.dataset.keep ?? "";
let timer = 0;

/** @param {HTMLFormElement} form */
async function keep(form) {
  const typed = new URLSearchParams();
  /** @type {NodeListOf<HTMLInputElement>} */
  const passwords = form.querySelectorAll("input[type=password]");
  const secret = new Set([...passwords].map((field) => field.name));
  for (const [name, value] of new FormData(form)) {
    if (!secret.has(name) && typeof value === "string") typed.append(name, value);
  }
  typed.set("path", window.location.pathname);
  try {
    const answer = await fetch(address, { method: "POST", body: typed });
    // The session had lapsed: it is kept all the same, and the sign-in page says so.
    if (answer.status === 401) window.location.assign(window.location.pathname);
    else document.dispatchEvent(new Event("session:used"));
  } catch {
    // no network: the next key tries again
  }
}

document.addEventListener("input", (event) => {
  const { form } = /** @type {HTMLInputElement} */ (event.target);
  if (!form || form.matches("[data-scan-form]")) return; // the one box is typed anew in a moment
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE, form);
});
document.addEventListener("submit", () => clearTimeout(timer));

// What was brought back may be folded away.
if (document.querySelector("[data-kept]")) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const filled = document.querySelectorAll("details input:not([type=hidden])");
  for (const field of filled) {
    const choice = field.type === "radio" || field.type === "checkbox";
    const fold = field.closest("details");
    if (fold && (choice ? field.checked : field.value)) fold.open = true;
  }
}

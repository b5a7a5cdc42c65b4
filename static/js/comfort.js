// "Text and colours" without a new page, so that nothing typed is lost. Without scripts the same
// buttons are plain forms.

const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-comfort] form"));
const panel = /** @type {HTMLDetailsElement} */ (form.parentElement);
const page = document.documentElement;
/** @type {NodeListOf<HTMLButtonElement>} */
const usual = form.querySelectorAll("fieldset button:first-of-type");

/** @param {HTMLButtonElement} button */
function show(button) {
  /** @type {NodeListOf<HTMLButtonElement>} */
  const group = (button.parentElement ?? form).querySelectorAll("button");
  for (const other of group) {
    other.setAttribute("aria-pressed", String(other === button));
    page.classList.toggle(`${other.name}-${other.value}`, other === button);
  }
}

/** @param {HTMLButtonElement} button */
async function keep(button) {
  const fields = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  fields.set(button.name, button.value);
  await fetch(form.action, { method: "POST", body: fields, redirect: "manual" });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = /** @type {HTMLButtonElement} */ (event.submitter);
  if (!button.name) return; // Close, which panels.js does
  show(button);
  try {
    await keep(button);
  } catch {
    // not kept for the next page: this one is as it was asked
  }
});

// On the first screen nobody has begun: what one person chose is not for the next.
/** @type {HTMLElement | null} */
const first = document.querySelector("[data-first-screen]");
const spoken = window.location.search; // the language that somebody chose; kiosk.js hides it
let touched = Date.now();

async function usualAgain() {
  if (Date.now() - touched < Number(first?.dataset.firstScreen) * 1000) return;
  touched = Date.now();
  for (const button of usual) {
    if (button.getAttribute("aria-pressed") === "true") continue;
    show(button);
    await keep(button).catch(() => {});
  }
  panel.open = false;
  if (spoken) window.location.replace(window.location.pathname);
}

if (first) {
  document.addEventListener(
    "pointerdown",
    () => {
      touched = Date.now();
    },
    { capture: true },
  );
  document.addEventListener(
    "keydown",
    () => {
      touched = Date.now();
    },
    { capture: true },
  );
  setInterval(usualAgain, 1000);
}

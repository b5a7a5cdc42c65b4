// "Text and colours" without a new page, so that nothing typed is lost. Without scripts the same
// buttons are plain forms.

const form = document.querySelector("[data-comfort] form");
const page = document.documentElement;
const usual = form.querySelectorAll("fieldset button:first-of-type");

function show(button) {
  for (const other of button.parentElement.querySelectorAll("button")) {
    other.setAttribute("aria-pressed", String(other === button));
    page.classList.toggle(`${other.name}-${other.value}`, other === button);
  }
}

async function keep(button) {
  const fields = new URLSearchParams(new FormData(form));
  fields.set(button.name, button.value);
  await fetch(form.action, { method: "POST", body: fields, redirect: "manual" });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  show(event.submitter);
  try {
    await keep(event.submitter);
  } catch {
    // not kept for the next page: this one is as it was asked
  }
});

// On the first screen nobody has begun: what one person chose is not for the next.
const first = document.querySelector("[data-first-screen]");
const spoken = window.location.search; // the language that somebody chose; kiosk.js hides it
let touched = Date.now();

async function usualAgain() {
  if (Date.now() - touched < Number(first.dataset.firstScreen) * 1000) return;
  touched = Date.now();
  for (const button of usual) {
    if (button.getAttribute("aria-pressed") === "true") continue;
    show(button);
    await keep(button).catch(() => {});
  }
  form.parentElement.open = false;
  if (spoken) window.location.replace(window.location.pathname);
}

if (first) {
  document.addEventListener("pointerdown", () => { touched = Date.now(); }, { capture: true });
  document.addEventListener("keydown", () => { touched = Date.now(); }, { capture: true });
  setInterval(usualAgain, 1000);
}

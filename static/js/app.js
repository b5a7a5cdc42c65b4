// Every page: the design system's behaviour where it is used, and a few small manners of our own.

// A form that leads to another page asks for that page in the answer: one trip fewer than a
// redirect. The page that comes then takes its own address, so that loading it again posts nothing.
/** @type {NodeListOf<HTMLInputElement>} */
const atOnce = document.querySelectorAll("[data-at-once]");
for (const field of atOnce) field.value = "yes";
const { address } = document.getElementById("maincontent")?.dataset ?? {};
if (address) window.history.replaceState(null, "", address);

if (document.querySelector("[data-module]")) {
  const { initAll } = await import("./nhsuk.js");
  initAll();
}

// A page that comes back from the back/forward cache may show what no longer holds,
// or what belongs to the person before.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  // Should no answer come, the page stays as it is: on the tablet it must then be nobody's.
  if (document.documentElement.classList.contains("kiosk")) document.getElementById("maincontent")?.replaceChildren();
  window.location.reload();
});

// What was typed before is ready to be typed over: a scanner types on wherever the cursor stands.
/** @type {HTMLInputElement | null} */
const typedBefore = document.querySelector("input[autofocus]");
typedBefore?.select();

/** @type {NodeListOf<HTMLButtonElement>} */
const copyButtons = document.querySelectorAll("[data-copy]");
for (const button of copyButtons) {
  const source = /** @type {HTMLInputElement} */ (document.getElementById(button.dataset.copy ?? ""));
  const copied = /** @type {HTMLElement} */ (document.querySelector("[data-copied]"));
  button.hidden = false;
  button.addEventListener("click", async () => {
    source.select();
    try {
      await navigator.clipboard.writeText(source.value);
      copied.textContent = "Copied";
    } catch {
      copied.textContent = "Selected: press Ctrl and C to copy";
    }
  });
}

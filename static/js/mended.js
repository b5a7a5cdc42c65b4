// What was wrong goes as soon as it is mended: the message, its red edge, and its line in the summary.
// Their room stays, so that nothing moves under whoever is typing. The server judges when the page is
// sent; here it is enough that something was given.

const WRONG = ["nhsuk-form-group--error", "nhsuk-input--error", "yesno--error", "pills--error", "tick--error"];
const GROUP = WRONG.map((name) => `.${name}`).join(", ");
const GONE = "is-mended";
const summary = document.querySelector(".nhsuk-error-summary");

/** @param {HTMLInputElement} field */
const isGiven = (field) => (field.type === "checkbox" ? field.checked : field.value.trim() !== "");

/** @param {Element} group */
function mend(group) {
  for (const each of [group, ...group.querySelectorAll("*")]) {
    each.classList.remove(...WRONG);
    if (each.matches(".nhsuk-error-message")) each.classList.add(GONE);
    const told = (each.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => !id.endsWith("-error"));
    if (each.hasAttribute("aria-describedby")) each.setAttribute("aria-describedby", told.join(" "));
  }
  for (const link of summary?.querySelectorAll("a") ?? []) {
    const aim = document.getElementById(link.hash.slice(1));
    // One line stands for a whole list of ticks: it goes with the last that was missing.
    const wrong = aim?.closest(".ticks")?.querySelector(GROUP);
    if (aim && !wrong && (group.contains(aim) || aim.closest(".ticks"))) link.classList.add(GONE);
  }
  if (!summary?.querySelector(`a:not(.${GONE})`)) summary?.classList.add(GONE);
}

document.addEventListener("input", ({ target }) => {
  const field = /** @type {HTMLInputElement} */ (target);
  let group = isGiven(field) ? field.closest(GROUP) : null;
  while (group) {
    const around = group.parentElement?.closest(GROUP) ?? null;
    mend(group);
    group = around;
  }
});

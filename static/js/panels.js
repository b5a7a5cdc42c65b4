// The panels that the bar opens over the page: one at a time; Close and Escape close it, and the
// keyboard is back where it was. A tap beside it does not: it may be an answer.

/** @type {NodeListOf<HTMLDetailsElement>} */
const panels = document.querySelectorAll("[data-panel]");

/** @param {HTMLDetailsElement} panel */
function close(panel) {
  const within = panel.contains(document.activeElement);
  panel.open = false;
  if (within) panel.querySelector("summary")?.focus();
}

for (const panel of panels) {
  panel.addEventListener("toggle", () => {
    for (const other of panels) if (panel.open && other !== panel) other.open = false;
  });
  const shut = /** @type {HTMLButtonElement | null} */ (panel.querySelector("[data-close]"));
  if (!shut) continue;
  shut.hidden = false;
  shut.addEventListener("click", (event) => {
    event.preventDefault();
    close(panel);
  });
}

document.addEventListener("keydown", ({ key }) => {
  for (const panel of panels) if (key === "Escape" && panel.open) close(panel);
});

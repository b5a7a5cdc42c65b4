// Today's list stands still under a finger: from the moment it comes down until its tap has landed,
// nothing that the server sends moves a row. What was held back comes with the next answer.

let held = false;

document.addEventListener("pointerdown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  held = Boolean(target.closest("#list"));
});

// The tap follows the finger's going up, so the rows wait for it; a scroll takes the finger away.
const release = () => setTimeout(() => (held = false));
document.addEventListener("pointerup", release);
document.addEventListener("pointercancel", release);

document.addEventListener("htmx:before:swap", (event) => {
  if (held) event.preventDefault();
});

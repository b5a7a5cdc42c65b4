// While something of the page is below the bar, the bar says so, and a tap scrolls there. What leads
// on stands at the end of the page, so that it is reached first. Without this all simply stands there.

const button = /** @type {HTMLButtonElement} */ (document.querySelector("[data-below]"));
const bar = /** @type {HTMLElement} */ (button.closest(".actions"));
const end = /** @type {HTMLElement} */ (document.querySelector("[data-onward]"));
const KEPT = 96; // px of what was read that stay in view, so that the eye finds its place
const SLACK = 2; // px

// In a low window, or with the largest text, the bar stands at the end like everything else.
const fixed = () => getComputedStyle(bar).position === "fixed";

// Even where the bar is higher than the space that is kept for it, the last screen is the last.
const over = () => window.scrollY + window.innerHeight >= document.documentElement.scrollHeight - SLACK;

function show() {
  const below = end.getBoundingClientRect().bottom > bar.getBoundingClientRect().top + SLACK;
  const needed = below && fixed() && !over();
  const left = button.classList.contains("is-needed") && !needed && document.activeElement === button;
  button.classList.toggle("is-needed", needed);
  // Whoever came here by keyboard or switch goes on from where the end is.
  if (left) /** @type {HTMLElement | null} */ (end.querySelector("button, a"))?.focus({ preventScroll: true });
}

button.addEventListener("click", () => {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const top = Math.max(bar.getBoundingClientRect().top - KEPT, KEPT);
  window.scrollBy({ top, behavior: still ? "auto" : "smooth" });
});
window.addEventListener("scroll", show, { passive: true });
window.addEventListener("resize", show);
new ResizeObserver(show).observe(document.body);
show();

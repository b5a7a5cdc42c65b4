// Every page: the design system's behaviour where it is used, and two small manners of our own.

if (document.querySelector("[data-module]")) {
  const { initAll } = await import("./nhsuk.js");
  initAll();
}

// A page that comes back from the back/forward cache may show what no longer holds,
// or what belongs to the person before.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

// What was typed before is ready to be typed over: a scanner types on wherever the cursor stands.
document.querySelector("input[autofocus]")?.select();

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    source.select();
    try {
      await navigator.clipboard.writeText(source.value);
      document.querySelector("[data-copied]").textContent = "Copied";
    } catch {
      document.querySelector("[data-copied]").textContent = "Selected: press Ctrl and C to copy";
    }
  });
}

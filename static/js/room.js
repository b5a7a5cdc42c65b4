// The clinician's room: the clock of a recording runs between two answers of the server, and
// a note is copied in the same tap that keeps it.

const began = new WeakMap(); // element → when its number of seconds was true

function clock(seconds) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function tick() {
  for (const each of document.querySelectorAll("[data-runs]")) {
    if (!began.has(each)) began.set(each, Date.now());
    const passed = Math.floor((Date.now() - began.get(each)) / 1000);
    each.textContent = clock(Number(each.dataset.seconds) + passed);
  }
}

for (const form of document.querySelectorAll("[data-copy-first]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const source = document.getElementById(form.dataset.copyFirst);
    source.select();
    // Where copying is not allowed, the note is kept all the same, and stays selected until then.
    await navigator.clipboard?.writeText(source.value).catch(() => {});
    form.submit();
  });
}

tick();
setInterval(tick, 500);

// Reads the rules aloud, in a voice of the device alone: others send what they read to a company.

const button = /** @type {HTMLButtonElement} */ (document.querySelector("[data-listen]"));
const word = /** @type {HTMLElement} */ (button.querySelector("[data-listen-word]"));
const words = { listen: word.textContent, stop: button.dataset.listenStop ?? "" };
const language = document.documentElement.lang.toLowerCase();
const speech = window.speechSynthesis;
let round = 0; // a stopped card still reports its end

function voice() {
  const spoken = (/** @type {SpeechSynthesisVoice} */ each) => each.lang.toLowerCase().replace("_", "-");
  const fits = speech
    .getVoices()
    .filter((each) => each.localService && spoken(each).split("-")[0] === language.split("-")[0]);
  return fits.find((each) => spoken(each) === "en-gb") ?? fits.find((each) => each.default) ?? fits[0];
}

/** @param {Element | null} part */
function show(part) {
  for (const each of document.querySelectorAll(".is-read")) each.classList.remove("is-read");
  part?.classList.add("is-read");
  part?.scrollIntoView({ block: "nearest" });
  word.textContent = part ? words.stop : words.listen;
}

function stop() {
  round += 1;
  speech.cancel();
  show(null);
}

/** @param {Element} part */
function text(part) {
  const lines = [...part.querySelectorAll("h2, h3, p")].map((each) => each.textContent.trim());
  return (lines.length ? lines : [part.textContent.trim()]).map((line) => line.replace(/[^.!?؟۔।]$/u, "$&.")).join(" ");
}

// One utterance a card: long ones break off in some browsers, and the card being read can be shown.
/**
 * @param {Element[]} parts
 * @param {number} mine
 */
function read(parts, mine) {
  if (mine !== round) return;
  const [part, ...rest] = parts;
  const chosen = voice();
  if (!part || !chosen) {
    show(null);
    return;
  }
  const utterance = new SpeechSynthesisUtterance(text(part));
  utterance.voice = chosen;
  utterance.lang = chosen.lang;
  utterance.rate = 0.9;
  utterance.addEventListener("end", () => read(rest, mine));
  utterance.addEventListener("error", () => mine === round && show(null));
  show(part);
  speech.speak(utterance);
}

function toggle() {
  const reading = word.textContent === words.stop;
  stop();
  if (!reading) read([...document.querySelectorAll("[data-listen-part]")], round);
}

// Voices may come after the page.
function offer() {
  button.hidden = !voice();
}

if (speech) {
  offer();
  speech.addEventListener?.("voiceschanged", offer);
  button.addEventListener("click", toggle);
  window.addEventListener("pagehide", stop);
  document.addEventListener("visibilitychange", () => document.hidden && stop());
}

/** @type {HTMLButtonElement | null} */
const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

// A screen that nobody has used locks by itself when the server cannot tell it to (K14): the name
// and all else go out of sight, the bar with Pause and Stop stays. The server keeps the real lock:
// as soon as it answers, the page is loaded again, and shows what holds.

const AGAIN = 2000; // ms until the next try to reach the server
const script = /** @type {HTMLScriptElement} */ (document.querySelector("script[data-lapses]"));
const LAPSES = Number(script.dataset.lapses) * 1000; // ms from a use of the session to its end
const notice = /** @type {HTMLElement} */ (document.getElementById("lapsed"));
let used = Date.now();
let tried = 0;

async function look() {
  if (Date.now() - used <= LAPSES) return;
  document.body.classList.add("is-lapsed");
  notice.hidden = false;
  if (Date.now() - tried < AGAIN) return;
  tried = Date.now();
  try {
    await fetch(script.dataset.asks ?? "", { cache: "no-store" });
    window.location.reload();
  } catch {
    // no network, or no server: it stays out of sight
  }
}

// A press of a visit's button and typing are a use of the session, as a page is.
document.addEventListener("session:used", () => (used = Date.now()));
document.addEventListener("visibilitychange", look);
setInterval(look, 500);

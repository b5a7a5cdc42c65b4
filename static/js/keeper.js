// The service worker of the patient's pages. It keeps nothing of anybody: where a page is asked for
// and no answer comes, it has the browser stay on the page that is open (204, HTML §7.4.5), and tells
// that page so. AWAY comes from the script that imports this one: words for who has no page open.
/* global AWAY */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const PATIENCE = 12_000; // ms for a page to come
const OURS = /^\/($|v$|kiosk|journey\/|[hmpr]\/)/; // the patient's pages: staff's are not its business

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("message", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate" || !OURS.test(new URL(event.request.url).pathname)) return;
  event.respondWith(answer(event.request));
});

/** @param {Request} request */
async function answer(request) {
  const late = new Promise((_answer, reject) => setTimeout(reject, PATIENCE));
  try {
    const response = /** @type {Response} */ (await Promise.race([fetch(request), late]));
    if (!isOfSomethingBefore(response)) return response;
  } catch {
    // no answer: told below
  }
  return await stay();
}

/**
 * Whether a proxy answered in our place, as it does while the server starts again.
 * @param {Response} response
 */
function isOfSomethingBefore(response) {
  return [502, 503, 504].includes(response.status) && !response.headers.has("Cross-Origin-Opener-Policy");
}

async function stay() {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = pages.filter((page) => page.visibilityState === "visible");
  for (const page of open) page.postMessage({ unanswered: true });
  return open.length ? new Response(null, { status: 204 }) : nobodysPage();
}

/** A tab that comes back after a restart has no page to stay on. */
function nobodysPage() {
  const spoken = worker.navigator.languages.map((each) => each.split("-")[0] ?? "");
  const found = spoken.find((each) => each in AWAY) ?? "en";
  const { dir, title, text } = AWAY[found] ?? { dir: "ltr", title: "", text: "" };
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>`;
  const page = `<!doctype html><html lang="${found}" dir="${dir}"><head>${head}
    <meta http-equiv="refresh" content="5"></head><body><h1>${title}</h1><p>${text}</p></body></html>`;
  const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'" };
  return new Response(page, { headers });
}

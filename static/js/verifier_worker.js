// The service worker of /verifier/: keeps the page in every language with its files, whole and of one
// version, and answers from there: in the language that the address asks for, else in the one of last
// time. Keys and status lists are not its business: the page keeps those itself.
// VERSION, PAGE, TONGUES and SHELL come from the script that imports this one.
/* global VERSION, PAGE, TONGUES, SHELL */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const CACHE = `verifier ${VERSION}`;
const LAST = `${PAGE}last`; // where the language of last time is kept, among the pages

worker.addEventListener("install", (event) => {
  event.waitUntil(keepAll().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(dropOld().then(() => worker.clients.claim()));
});

worker.addEventListener("message", (event) => {
  const { tongue } = event.data ?? {};
  if (TONGUES.includes(tongue)) event.waitUntil(remember(tongue));
});

worker.addEventListener("fetch", (event) => {
  const { origin, pathname, search, searchParams } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== worker.location.origin) return;
  if (pathname === PAGE) event.respondWith(page(searchParams.get("lang") ?? "", event.request));
  else if (SHELL.includes(pathname + search)) event.respondWith(kept(pathname + search, event.request));
});

async function keepAll() {
  const last = await caches.match(LAST);
  const cache = await caches.open(CACHE);
  await cache.addAll(SHELL.map((path) => new Request(path, { cache: path.startsWith(PAGE) ? "reload" : "default" })));
  if (last) await cache.put(LAST, last);
}

/** @param {string} tongue */
async function remember(tongue) {
  const cache = await caches.open(CACHE);
  await cache.put(LAST, new Response(tongue));
}

async function dropOld() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("verifier ") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/**
 * @param {string} asked
 * @param {Request} request
 */
async function page(asked, request) {
  const tongue = TONGUES.includes(asked) ? asked : await usual();
  return kept(`${PAGE}?lang=${tongue}`, request);
}

/** The language of last time; before there is one, this device's own. */
async function usual() {
  const last = await (await caches.match(LAST))?.text();
  const own = worker.navigator.languages.map((each) => each.split("-")[0].toLowerCase());
  return [last, ...own].find((each) => each && TONGUES.includes(each)) ?? TONGUES[0];
}

/**
 * @param {string} path
 * @param {Request} request
 */
async function kept(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path, { ignoreVary: true })) ?? fetch(request);
}

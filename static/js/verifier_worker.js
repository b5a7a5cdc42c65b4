// The service worker of /verifier/: keeps the page and its files, whole and of one version, and
// answers from there. Keys and status lists are not its business: the page keeps those itself.
// VERSION, PAGE and SHELL come from the script that imports this one.
/* global VERSION, PAGE, SHELL */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const CACHE = `verifier ${VERSION}`;

worker.addEventListener("install", (event) => {
  event.waitUntil(keepAll().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(dropOld().then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (SHELL.includes(url.pathname)) event.respondWith(kept(url.pathname, event.request));
});

async function keepAll() {
  const cache = await caches.open(CACHE);
  await cache.addAll(SHELL.map((path) => new Request(path, { cache: path === PAGE ? "reload" : "default" })));
}

async function dropOld() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("verifier ") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/**
 * @param {string} path
 * @param {Request} request
 */
async function kept(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path, { ignoreVary: true })) ?? fetch(request);
}

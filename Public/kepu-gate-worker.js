// Keeps the page of the door, and what it is made of, for when there is no connection. It has no say over any other page.
const cacheName = "kepu-gate-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The page names what it is made of, and itself, each time it comes with a connection.
self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keep(event.data.keep).then(() => event.source?.postMessage({ kept: true })));
});

async function keep(addresses) {
  const cache = await caches.open(cacheName);
  const wanted = new Set(addresses.map((address) => new URL(address, self.location).href));
  for (const request of await cache.keys()) if (isAsset(new URL(request.url)) && !wanted.has(request.url)) await cache.delete(request);
  await Promise.all([...wanted].map(async (address) => {
    if (isAsset(new URL(address)) && (await cache.match(address, { ignoreVary: true }))) return;
    const answer = await fetch(address, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) await cache.put(address, answer);
  }));
}

const isAsset = (url) => url.pathname.startsWith("/assets/");

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (isAsset(url)) event.respondWith(caches.match(request, { cacheName, ignoreVary: true }).then((kept) => kept ?? fetch(request)));
});

// The page as the portal shows it now; without a connection, as it was.
async function page(request) {
  const cache = await caches.open(cacheName);
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

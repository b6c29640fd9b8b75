/// <reference lib="webworker" />
declare const self: ServiceWorkerGlobalScope;

/** Cache of the page's files for use offline; online, the network comes first. */
const CACHE = 'nominal';

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const list = (await (await fetch('files.json')).json()) as string[];
      await (await caches.open(CACHE)).addAll(list);
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(
    (async () => {
      const cache = await caches.open(CACHE);
      try {
        const response = await fetch(request);
        if (response.ok) await cache.put(request, response.clone());
        return response;
      } catch {
        return (await cache.match(request, { ignoreSearch: true })) ?? Response.error();
      }
    })(),
  );
});

export {};

// Keeps the page for when there is no network: all files of one build together, and none of any other host.
// `cargo xtask build` puts VERSION, a hash of those files, and FILES, their paths below this one, before it.
"use strict";

// Several copies of the page may lie below one host; each looks after its own.
const OWN = `logarium ${registration.scope} `;
const KEPT = OWN + VERSION;
const ADDRESSES = new Set(FILES.map((file) => new URL(file, registration.scope).href));

const keep = async () => {
  const cache = await caches.open(KEPT);
  const fetched = async (file) => {
    // What the browser has is asked about, for a host may let it be old.
    const answer = await fetch(file, { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
    // Not the answer itself: one that was redirected could not be shown as a page.
    await cache.put(file, new Response(answer.body, { headers: answer.headers }));
  };
  await Promise.all(FILES.map(fetched));
};

const forgetOthers = async () => {
  const others = (await caches.keys()).filter((name) => name.startsWith(OWN) && name !== KEPT);
  await Promise.all(others.map((name) => caches.delete(name)));
};

const answer = async (address, request) => {
  const cache = await caches.open(KEPT);
  return (await cache.match(address)) ?? fetch(request);
};

// A new build serves the next load: nobody has to close the page first.
addEventListener("install", (event) => event.waitUntil(keep().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(forgetOthers()));

addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  address.search = address.hash = "";
  const file = address.href.replace(/\/index\.html$/, "/");
  if (event.request.method === "GET" && ADDRESSES.has(file)) event.respondWith(answer(file, event.request));
});

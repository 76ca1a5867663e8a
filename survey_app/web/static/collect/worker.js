// The service worker: keeps the program on the tablet, so that it opens without a network.
// The server puts `const SHELL = {version, files: [[address, hash], …]}` before this file. It
// keeps the program alone; nothing of a survey passes through a cache.

const CACHE = `notes-${SHELL.version}`;
const ADDRESSES = new Set(SHELL.files.map(([address]) => address));
// The words of further languages are kept when they are first asked for.
const WORDS = /^\/collect\/words\/[\w-]+\.json$/;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const found = addressOf(event.request);
  if (found) event.respondWith(answer(found, event.request));
});
// A new version waits until a page asks for it, between interviews.
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

// All files of one version or none; a failure is told to the pages.
async function install() {
  try {
    const cache = await caches.open(CACHE);
    await Promise.all(SHELL.files.map(([address, hash]) => keep(cache, address, hash)));
  } catch (error) {
    await caches.delete(CACHE);
    const pages = await self.clients.matchAll({ includeUncontrolled: true });
    pages.forEach((page) => page.postMessage({ failed: error.message }));
    throw error;
  }
}

async function keep(cache, address, hash) {
  const reply = await fetch(address, { cache: "no-cache", credentials: "omit" });
  if (!reply.ok) throw new Error(`${address}: ${reply.status}`);
  const digest = await crypto.subtle.digest("SHA-256", await reply.clone().arrayBuffer());
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (!hex.startsWith(hash)) throw new Error(`${address}: changed while it was fetched`);
  await cache.put(address, reply);
}

async function activate() {
  const names = (await caches.keys()).filter((name) => name.startsWith("notes-") && name !== CACHE);
  await Promise.all(names.map(carryWords));
  await Promise.all(names.map((name) => caches.delete(name)));
  await self.clients.claim();
}

// A language that was fetched once stays, also without a network.
async function carryWords(name) {
  const [old, cache] = await Promise.all([caches.open(name), caches.open(CACHE)]);
  const requests = (await old.keys()).filter(({ url }) => {
    const { pathname } = new URL(url);
    return WORDS.test(pathname) && !ADDRESSES.has(pathname);
  });
  await Promise.all(requests.map(async (request) => cache.put(request, await old.match(request))));
}

// The address of a file to keep that a request is for, whatever follows its "?".
function addressOf(request) {
  const url = new URL(request.url);
  const isOurs = request.method === "GET" && url.origin === self.location.origin;
  return isOurs && (ADDRESSES.has(url.pathname) || WORDS.test(url.pathname)) ? url.pathname : null;
}

async function answer(address, request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(address);
  if (kept) return kept;
  const reply = await fetch(request);
  if (reply.ok && WORDS.test(address)) await cache.put(address, reply.clone());
  return reply;
}

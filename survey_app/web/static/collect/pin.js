// A PIN and the slot it opens. The slot holds the random key of everything else; a slot
// nobody has a PIN for is noise of the same shape.

import { Problem } from "./problem.js";

// About 0.1 s on a laptop and 0.7 s at a sixth of its speed.
export const ITERATIONS = 600000;
const SHORTEST = 6;
const LONGEST = 12;

const random = (size) => crypto.getRandomValues(new Uint8Array(size));

export function checkPin(pin) {
  if (!new RegExp(`^[0-9]{${SHORTEST},${LONGEST}}$`).test(pin)) throw new Problem("pin.short");
}

// The key that a PIN makes by PBKDF2 (RFC 8018), slow on purpose.
export async function stretch(pin, { salt, iterations }) {
  const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

// What a slot holds: a byte that says what it opens, and the key of all else.
export function fresh(kind) {
  const content = random(33);
  content[0] = kind;
  return content;
}

export async function closeSlot(key, content) {
  const iv = random(12);
  return { iv, ct: new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, content)) };
}

// The content of a slot, or null when this key does not open it.
export function openSlot(key, slot) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: slot.iv }, key, slot.ct).then(
    (content) => new Uint8Array(content),
    () => null,
  );
}

// A door nobody has a key to yet.
export function newDoor(iterations) {
  const noise = () => ({ iv: random(12), ct: random(33 + 16) });
  return { id: "door", salt: random(16), iterations, wrong: 0, until: 0, lost: "seal", slots: [noise(), noise()] };
}

// Either slot, so that the place of one tells nothing.
export const anySlot = () => random(1)[0] & 1;

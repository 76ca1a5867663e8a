// Seals a packet so that only the server opens it: ECDH on P-256, HKDF-SHA-256 (RFC 5869),
// AES-256-GCM. core/questionnaire/sealing.py opens; tests/vectors/sealed.json holds both.

import { toHex } from "./ids.js";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const utf8 = (text) => new TextEncoder().encode(text);

// Return the packet sealed to the key {key_id, public}. `made` fixes what is else drawn at
// random, {pair, iv}, for the known answers only.
export async function seal(packet, key, made) {
  const { pair, iv } = made || (await draw());
  const epk = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const sealed = { v: 1, round_id: packet.round_id, response_id: packet.response_id, key_id: key.key_id };
  const secret = await agree(pair.privateKey, fromText(key.public), epk);
  const bound = utf8(["1", sealed.round_id, sealed.response_id, sealed.key_id].join("|"));
  const how = { name: "AES-GCM", iv, additionalData: bound };
  const ct = await crypto.subtle.encrypt(how, secret, utf8(JSON.stringify(packet)));
  return { ...sealed, epk: toText(epk), iv: toText(iv), ct: toText(new Uint8Array(ct)) };
}

// What a receipt of the server must name: the SHA-256 of the ciphertext.
export async function hashOf(sealed) {
  return sha256(fromText(sealed.ct));
}

export async function sha256(bytes) {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

async function draw() {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  return { pair, iv: crypto.getRandomValues(new Uint8Array(12)) };
}

async function agree(privateKey, point, salt) {
  const theirs = await crypto.subtle.importKey("raw", point, CURVE, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, privateKey, 256);
  const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt, info: utf8("survey_app sealed v1") };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
}

// Base64url without padding.
export function toText(bytes) {
  let binary = "";
  for (let start = 0; start < bytes.length; start += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export function fromText(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new TypeError("not base64url");
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
}

// Encrypts records, and names them so that only the holder of the key can tell what they are.

import { toHex } from "./ids.js";

// Values are padded to a multiple of this, so that their size does not count the answers.
const BLOCK = 1024;
const utf8 = (text) => new TextEncoder().encode(text);

export class Box {
  // The box of 32 random bytes.
  static async of(raw) {
    const base = await crypto.subtle.importKey("raw", raw, "HKDF", false, ["deriveKey"]);
    const derive = (purpose, algorithm, uses) => {
      const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: utf8(purpose) };
      return crypto.subtle.deriveKey(how, base, algorithm, false, uses);
    };
    const key = await derive("content", { name: "AES-GCM", length: 256 }, ["encrypt", "decrypt"]);
    const names = await derive("names", { name: "HMAC", hash: "SHA-256", length: 256 }, ["sign"]);
    return new Box(key, names);
  }

  constructor(key, names) {
    this._key = key;
    this._names = names;
  }

  // The id under which something is kept.
  async nameOf(name) {
    const mac = await crypto.subtle.sign("HMAC", this._names, utf8(name));
    return toHex(new Uint8Array(mac).subarray(0, 16));
  }

  // A record of these bytes, bound to the id it lies under.
  async encrypt(bytes, id) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv, additionalData: utf8(id) };
    return { iv, ct: new Uint8Array(await crypto.subtle.encrypt(how, this._key, bytes)) };
  }

  // The bytes of a record, or null when it is another PIN's or was tampered with.
  decrypt(record) {
    const how = { name: "AES-GCM", iv: record.iv, additionalData: utf8(record.id) };
    return crypto.subtle.decrypt(how, this._key, record.ct).then(
      (bytes) => new Uint8Array(bytes),
      () => null,
    );
  }

  // JSON, filled up with blanks, which JSON.parse passes over.
  encryptValue(value, id) {
    const bytes = utf8(JSON.stringify(value));
    const full = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK).fill(0x20);
    full.set(bytes);
    return this.encrypt(full, id);
  }

  async valueOf(record) {
    const bytes = record ? await this.decrypt(record) : null;
    return bytes ? JSON.parse(new TextDecoder().decode(bytes)) : null;
  }
}

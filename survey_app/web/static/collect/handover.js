// Sealed interviews as a file, for where there is no network: another tablet, the web page
// or the command line takes it, as often as one likes.

import { Problem } from "./problem.js";
import { fromText, hashOf } from "./sealing.js";

const TEXTS = ["round_id", "response_id", "key_id", "epk", "iv", "ct"];

export const toText = (sealed) => JSON.stringify({ v: 1, sealed });

// {sealed: [records of the outbox]} or {results: [receipts]}; raises file.unreadable.
export async function readText(text) {
  const content = parsed(text);
  if (Array.isArray(content.results)) return { results: content.results, records: [] };
  if (!Array.isArray(content.sealed) || !content.sealed.every(isSealed)) throw new Problem("file.unreadable");
  return { results: [], records: await Promise.all(content.sealed.map((sealed) => recordOf(sealed, "foreign"))) };
}

// What the outbox keeps of a sealed packet.
export async function recordOf(sealed, origin) {
  const { response_id, round_id } = sealed;
  return { id: response_id, round_id, hash: await hashOf(sealed), sealed, origin, state: "waiting" };
}

function parsed(text) {
  try {
    const content = JSON.parse(text);
    if (content && content.v === 1) return content;
  } catch (error) {
    // Falls through: whatever is no JSON is no file of ours.
  }
  throw new Problem("file.unreadable");
}

function isSealed(sealed) {
  if (!sealed || sealed.v !== 1 || !TEXTS.every((name) => typeof sealed[name] === "string")) return false;
  try {
    return fromText(sealed.epk).length === 65 && fromText(sealed.iv).length === 12 && fromText(sealed.ct).length > 16;
  } catch (error) {
    return false;
  }
}

// Hand a file to another app, or save it: "shared", "saved" or "cancelled".
export async function give(file) {
  if (navigator.canShare && navigator.canShare({ files: [file] })) {
    return navigator.share({ files: [file] }).then(
      () => "shared",
      (error) => (error.name === "AbortError" ? "cancelled" : save(file)),
    );
  }
  return save(file);
}

function save(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  return "saved";
}

// Words for what can go wrong on a tablet: what is wrong, and what to do.

import { gettext, ngettext } from "./words.js";

const WORDS = {
  "pin.short": () => [gettext("The PIN is too short or holds other signs."), gettext("Use 6 to 12 digits.")],
  "pin.same": () => [gettext("This PIN is taken."), gettext("Choose another one.")],
  "pin.wrong": (facts) => [gettext("The PIN is not right."), triesWords(facts)],
  "pin.different": () => [gettext("The PINs are not the same."), gettext("Write the PIN twice.")],
  "pin.wait": ({ seconds }) => [gettext("Too many wrong PINs."), gettext("Try again in {seconds} seconds.", { seconds })],
  "vault.exists": () => [gettext("This tablet is already set up."), gettext("Open it with its PIN.")],
  "vault.locked": () => [gettext("The tablet is locked."), gettext("Open it with its PIN.")],
  "device.revoked": () => [gettext("The coordinator has withdrawn this tablet."), gettext("Finished interviews stay sealed here. Bring the tablet back.")],
  "device.refused": () => [gettext("The server does not accept this tablet for this."), gettext("Ask the coordinator.")],
  "device.unregistered": () => [gettext("This tablet is not registered."), gettext("Scan the picture the coordinator shows.")],
  "server.unreachable": () => [gettext("The server cannot be reached."), gettext("Nothing is lost. Go on, and send when there is network.")],
  "server.busy": () => [gettext("The server is busy."), gettext("Nothing is lost. Sending goes on by itself.")],
  "server.trouble": ({ status }) => [gettext("The server has a difficulty ({status}).", { status }), gettext("Nothing is lost. Try again later.")],
  "server.refused": () => [gettext("The server did not take an interview."), gettext("It stays here. Ask the coordinator.")],
  "server.receipts": () => [gettext("The server did not confirm what was sent."), gettext("Nothing is lost. Try again later.")],
  "stock.space": () => [gettext("The tablet has too little free space."), gettext("Remove something else from it, then fetch again.")],
  "stock.damaged": () => [gettext("A recording or picture arrived damaged."), gettext("Fetch again.")],
  "round.no_key": () => [gettext("The round has no key to seal interviews with."), gettext("Ask the coordinator, then fetch again.")],
  "round.unknown": () => [gettext("The round is no longer on this tablet."), gettext("Fetch again.")],
  "file.unreadable": () => [gettext("This file holds no sealed interviews."), gettext("Choose a file that a tablet has written.")],
  "storage.failed": () => [gettext("The tablet could not write this down."), gettext("Look at the free space, then press again.")],
};

function triesWords({ attemptsLeft, waitSeconds }) {
  const left = ngettext("{num} try is left.", "{num} tries are left.", attemptsLeft);
  const wait = waitSeconds ? [gettext("Wait {seconds} seconds.", { seconds: waitSeconds })] : [];
  return [left, ...wait].join(" ");
}

// The two sentences of an error; one that nobody foresaw is shown with what it says itself.
export function tellProblem(error) {
  const words = WORDS[error.code];
  return words ? words(error.facts || {}) : [gettext("Something went wrong: {what}", { what: String(error.message || error) }), gettext("Try again.")];
}

export const KNOWN = Object.keys(WORDS);

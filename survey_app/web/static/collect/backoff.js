// How long to wait before the next attempt to send. Pure.

const FIRST = 5;
const LONGEST = 300;

// Seconds after so many failures in a row: 5, 10, 20 … 300, less up to a quarter by chance
// (0 to 1), so that tablets that lost one network do not come back at one moment; never
// sooner than the server asked.
export function delay(failures, chance, retryAfter = 0) {
  if (!failures) return 0;
  const seconds = Math.min(FIRST * 2 ** (failures - 1), LONGEST);
  return Math.max(seconds * (1 - chance / 4), retryAfter);
}

const LARGEST = 50;

// How many to send at once: more while it goes well, fewer on a line that breaks.
export const larger = (size) => Math.min(2 * size, LARGEST);
export const smaller = (size) => Math.max(1, Math.floor(size / 2));

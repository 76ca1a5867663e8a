// The code on the slip by which a respondent can take the answers back, as in
// core/questionnaire/receipts.py. `fill` puts random bytes into an array.

// Letters and digits that are told apart when read aloud or written by hand.
export const ALPHABET = "ACDEFHJKLMNPRTVWXY3479";
const LENGTH = 8;
// Bytes from here on would make the first signs likelier than the others.
const FAIR = 256 - (256 % ALPHABET.length);

// A code of eight signs, each as likely as any other.
export function newReceipt(fill = (bytes) => crypto.getRandomValues(bytes)) {
  let signs = "";
  while (signs.length < LENGTH) {
    const [byte] = fill(new Uint8Array(1));
    if (byte < FAIR) signs += ALPHABET[byte % ALPHABET.length];
  }
  return `${signs.slice(0, 4)}-${signs.slice(4)}`;
}

const keypad = ["ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"];
const digits = new Map(keypad.flatMap((letters, index) => [...letters].map((letter) => [letter, String(index + 2)])));

/**
 * Drops what shows nothing (contacts copied from a phone come wrapped in direction marks, U+202A … U+202C) and writes a link
 * (RFC 3966), Twilio's address on WhatsApp (`whatsapp:+1…`) and the wide plus of East Asian keyboards as the parser expects them. The
 * prefix says nothing of the channel: that is a request's own field.
 */
export const tidied = (text: string): string =>
  text
    .replace(/\p{Cf}/gu, "")
    .trim()
    .replace(/^(?:tel|whatsapp):(?=[+＋])/i, "")
    .replace(/^＋/, "+");

/** Each character fits one place alone, so that a long text is judged in linear time. */
const vanity = /^(?:[\s().\-/]*\d){3}[\s().\-/A-Za-z\d]*$/;

/**
 * "1-800-FLOWERS" → "1-800-3569377" by the letters on a keypad (ITU-T E.161). As in Google's libphonenumber it needs three digits
 * before the letters and at least three letters; other text with letters, an extension among them, stays as it is.
 */
export const digitsForLetters = (text: string): string => {
  const isVanity = vanity.test(text.replace(/^[+(]+/, "")) && text.replace(/[^A-Za-z]/g, "").length >= 3;
  if (!isVanity || /\b(?:ext|extn|extension|int|anexo|xtn)\b|\d\s*x\s*\d/i.test(text)) return text;
  return text.replace(/[A-Za-z]/g, (letter) => digits.get(letter.toUpperCase()) ?? letter);
};

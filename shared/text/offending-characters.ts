import { SegmentedMessage } from "sms-segments-calculator";

export interface OffendingCharacter {
  character: string;
  /** For example U+2019. */
  codePoint: string;
  count: number;
}

/** Lists the characters outside GSM 03.38, which make an SMS UCS-2, each with the number of its occurrences. */
export const offendingCharacters = (body: string): OffendingCharacter[] => {
  const counts = new Map<string, number>();
  for (const { raw, isGSM7 } of new SegmentedMessage(body).encodedChars)
    if (raw !== undefined && !isGSM7) counts.set(raw, (counts.get(raw) ?? 0) + 1);
  return [...counts].map(([character, count]) => ({ character, codePoint: codePointOf(character), count }));
};

const codePointOf = (character: string): string =>
  [...character].map((one) => `U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`).join(" ");

import { SegmentedMessage } from "sms-segments-calculator";

export interface Segments {
  /** What the carrier charges for. */
  count: number;
  encoding: "GSM-7" | "UCS-2";
}

/**
 * How many SMS a text takes, as Twilio counts: 160 GSM-7 characters in one, 153 in each part of several; 70 and 67 UTF-16 units
 * once any character is outside GSM 03.38.
 */
export const segmentsOf = (body: string): Segments => {
  const message = new SegmentedMessage(body);
  return { count: message.segmentsCount, encoding: message.encodingName === "GSM-7" ? "GSM-7" : "UCS-2" };
};

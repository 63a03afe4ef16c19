import { SegmentedMessage } from "sms-segments-calculator";
import { maximumBodyLength } from "../api/message-schemas.ts";

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
  if (body.length > maximumBodyLength) return segmentsOfLong(body);
  const message = new SegmentedMessage(body);
  return { count: message.segmentsCount, encoding: encodingOf(message) };
};

const encodingOf = ({ encodingName }: SegmentedMessage): Segments["encoding"] =>
  encodingName === "GSM-7" ? "GSM-7" : "UCS-2";

/** Three parts of GSM-7 and six of UCS-2. */
const pieceLengths = { "GSM-7": 3 * 153, "UCS-2": 6 * 67 } as const;

/**
 * Nobody can send such a text, but one may come in. The counting takes time with the square of the length, so it is counted piece by piece
 * (invariant 38); one character outside GSM 03.38 makes all of it UCS-2.
 */
const segmentsOfLong = (body: string): Segments => {
  const isPlain = piecesOf(body, pieceLengths["UCS-2"]).every(
    (piece) => encodingOf(new SegmentedMessage(piece)) === "GSM-7",
  );
  const encoding = isPlain ? "GSM-7" : "UCS-2";
  const counted = piecesOf(body, pieceLengths[encoding]).map((piece) => new SegmentedMessage(piece, encoding));
  return { count: counted.reduce((sum, { segmentsCount }) => sum + segmentsCount, 0), encoding };
};

const piecesOf = (body: string, length: number): string[] =>
  Array.from({ length: Math.ceil(body.length / length) }, (_, at) => body.slice(at * length, (at + 1) * length));

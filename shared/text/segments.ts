import { SegmentedMessage } from "sms-segments-calculator";
import { maximumBodyLength } from "../api/sizes.ts";

export interface Segments {
  /** The number of segments that the carrier charges for. */
  count: number;
  encoding: "GSM-7" | "UCS-2";
}

/**
 * Counts the segments of an SMS as Twilio does. One segment holds 160 GSM-7 characters, and each of several segments 153. If any character
 * is outside GSM 03.38, the limits are 70 and 67 UTF-16 units.
 */
export const segmentsOf = (body: string): Segments => {
  if (body.length > maximumBodyLength) return segmentsOfLong(body);
  const message = new SegmentedMessage(body);
  return { count: message.segmentsCount, encoding: encodingOf(message) };
};

const encodingOf = ({ encodingName }: SegmentedMessage): Segments["encoding"] =>
  encodingName === "GSM-7" ? "GSM-7" : "UCS-2";

/** The capacity of each of several segments: septets in GSM-7, UTF-16 units in UCS-2. */
const unitsPerSegment = { "GSM-7": 153, "UCS-2": 67 } as const;
/** Small, because the library's time grows with the square of the length. */
const pieceLength = 20;

/**
 * Counts a text that is too long to send but can come in. It counts piece by piece, in linear time (invariant 38), and ignores that a
 * segment ends before a character of two units that does not fit.
 */
const segmentsOfLong = (body: string): Segments => {
  const pieces = piecesOf(body).map((piece) => new SegmentedMessage(piece));
  const encoding = pieces.every((piece) => encodingOf(piece) === "GSM-7") ? "GSM-7" : "UCS-2";
  const septets = pieces.reduce((sum, { numberOfCharacters }) => sum + numberOfCharacters, 0);
  const units = encoding === "GSM-7" ? septets : body.length;
  return { count: Math.ceil(units / unitsPerSegment[encoding]), encoding };
};

const piecesOf = (body: string): string[] =>
  Array.from({ length: Math.ceil(body.length / pieceLength) }, (_, at) =>
    body.slice(at * pieceLength, (at + 1) * pieceLength),
  );

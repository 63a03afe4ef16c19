import { SegmentedMessage } from "sms-segments-calculator";
import { maximumBodyLength } from "../api/sizes.ts";

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

/** What each of several parts holds: septets of GSM-7, UTF-16 units of UCS-2. */
const unitsPerPart = { "GSM-7": 153, "UCS-2": 67 } as const;
/** Few, for what the library does with a piece grows with the square of its length. */
const pieceLength = 20;

/**
 * Nobody can send such a text, but one may come in. Its units are counted piece by piece, in linear time (invariant 38); that a part ends before
 * a character of two units makes no odds here.
 */
const segmentsOfLong = (body: string): Segments => {
  const pieces = piecesOf(body).map((piece) => new SegmentedMessage(piece));
  const encoding = pieces.every((piece) => encodingOf(piece) === "GSM-7") ? "GSM-7" : "UCS-2";
  const septets = pieces.reduce((sum, { numberOfCharacters }) => sum + numberOfCharacters, 0);
  const units = encoding === "GSM-7" ? septets : body.length;
  return { count: Math.ceil(units / unitsPerPart[encoding]), encoding };
};

const piecesOf = (body: string): string[] =>
  Array.from({ length: Math.ceil(body.length / pieceLength) }, (_, at) =>
    body.slice(at * pieceLength, (at + 1) * pieceLength),
  );

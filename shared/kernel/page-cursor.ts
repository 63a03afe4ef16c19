import { isUnfitText } from "./characters.ts";
import { Problem } from "./errors.ts";

/** Where a page ended: a list goes on strictly after this place. Opaque to clients. */
export interface Place {
  createdAt: string;
  id: string;
}

export const encodeCursor = (place: Place): string =>
  Buffer.from(JSON.stringify([place.createdAt, place.id])).toString("base64url");

/** Throws invalid_cursor for anything encodeCursor did not make. */
export const decodeCursor = (cursor: string): Place => {
  const place = placeFrom(cursor);
  // Bytes that are no UTF-8 decode to more than they were: such an id might be longer than a key may be.
  if (!place || encodeCursor(place) !== cursor) throw new Problem("invalid_cursor");
  return place;
};

const placeFrom = (cursor: string): Place | null => {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (!Array.isArray(value) || value.length !== 2) return null;
    const [createdAt, id]: unknown[] = value;
    return typeof createdAt === "string" && typeof id === "string" && isTime(createdAt) && !isUnfitText(id)
      ? { createdAt, id }
      : null;
  } catch {
    return null;
  }
};

const isTime = (text: string): boolean => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text);

/** The sort key of every list's index. */
export const sortKey = ({ createdAt, id }: Place): string => `${createdAt}#${id}`;

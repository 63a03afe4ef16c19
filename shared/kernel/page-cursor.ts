import { isUnfitText } from "./characters.ts";
import { Problem } from "./errors.ts";

/** The end of a page. The next page begins strictly after it. Clients see it only as an opaque cursor. */
export interface Place {
  createdAt: string;
  id: string;
}

export const encodeCursor = (place: Place): string =>
  Buffer.from(JSON.stringify([place.createdAt, place.id])).toString("base64url");

/** Throws invalid_cursor if encodeCursor did not make the cursor. */
export const decodeCursor = (cursor: string): Place => {
  const place = placeFrom(cursor);
  // Bytes that are not UTF-8 decode to more bytes than they were, so such an id could be longer than a DynamoDB key.
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

/** The sort key in the index of every list. */
export const sortKey = ({ createdAt, id }: Place): string => `${createdAt}#${id}`;

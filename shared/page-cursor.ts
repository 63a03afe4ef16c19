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
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(value) && value.length === 2) {
      const [createdAt, id]: unknown[] = value;
      if (typeof createdAt === "string" && typeof id === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(createdAt))
        return { createdAt, id };
    }
  } catch (cause) {
    throw new Problem("invalid_cursor", { cause });
  }
  throw new Problem("invalid_cursor");
};

/** The sort key of every list's index. */
export const sortKey = ({ createdAt, id }: Place): string => `${createdAt}#${id}`;

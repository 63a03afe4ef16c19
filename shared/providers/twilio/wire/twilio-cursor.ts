import { Problem } from "../../../kernel/errors.ts";

interface Place {
  pageNumber: number;
  pageToken: string;
}

/** Turns Twilio's link to the next page into an opaque cursor. It keeps only the page's number and token, never the address. */
export const cursorOf = (nextPageUrl: string | undefined): string | null => {
  if (nextPageUrl === undefined) return null;
  const { searchParams } = new URL(nextPageUrl);
  const token = searchParams.get("PageToken");
  if (token === null) return null;
  return Buffer.from(`${Number(searchParams.get("Page"))}:${token}`).toString("base64url");
};

/** Throws Problem invalid_cursor. */
export const pageOfCursor = (cursor: string | undefined): Place | Record<never, never> => {
  if (cursor === undefined) return {};
  const [, page, pageToken] = /^(\d{1,6}):([\w-]{1,512})$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (page === undefined || pageToken === undefined) throw new Problem("invalid_cursor");
  return { pageNumber: Number(page), pageToken };
};

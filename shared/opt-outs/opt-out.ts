import type * as z from "zod";
import type { OptOut as OptOutSchema } from "../api/operations/opt-outs.ts";
import type { Item } from "../aws/dynamodb.ts";

export type OptOut = z.output<typeof OptOutSchema>;

/** A table's item as an opt-out; null where its number was erased: it goes on counting and names nobody. */
export const optOutOf = (item: Item): OptOut | null =>
  typeof item.number === "string"
    ? {
        number: item.number,
        scope: item.scope as OptOut["scope"],
        source: item.source as OptOut["source"],
        keyword: typeof item.keyword === "string" ? item.keyword : null,
        at: String(item.at),
      }
    : null;

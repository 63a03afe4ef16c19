import type * as z from "zod";
import type { LineType } from "../api/schemas/lookup-fields.ts";

type Line = z.output<typeof LineType>;

/** Null where the line's type is not known. */
export const isMobile = (line: Line | null): boolean | null =>
  line === null || line === "unknown" ? null : line === "mobile";

export const isVoip = (line: Line | null): boolean | null =>
  line === null || line === "unknown" ? null : line === "fixedVoip" || line === "nonFixedVoip";

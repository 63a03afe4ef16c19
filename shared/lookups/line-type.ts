import type * as z from "zod";
import type { LineType } from "../api/lookups.ts";
import type { NumberType } from "../api/numbers.ts";

type Line = z.output<typeof LineType>;

/** Null where the line's type is not known. */
export const isMobile = (line: Line | null): boolean | null =>
  line === null || line === "unknown" ? null : line === "mobile";

export const isVoip = (line: Line | null): boolean | null =>
  line === null || line === "unknown" ? null : line === "fixedVoip" || line === "nonFixedVoip";

/** What a numbering plan tells of a line. In plans that cannot tell mobile from landline (North America): null. */
export const lineTypeByPlan: Readonly<Record<z.output<typeof NumberType>, Line | null>> = {
  mobile: "mobile",
  fixedLine: "landline",
  fixedLineOrMobile: null,
  voip: "nonFixedVoip",
  tollFree: "tollFree",
  premiumRate: "premium",
  sharedCost: "sharedCost",
  personalNumber: "personal",
  pager: "pager",
  uan: "uan",
  voicemail: "voicemail",
  unknown: null,
};

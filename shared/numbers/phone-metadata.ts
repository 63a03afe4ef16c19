import type * as z from "zod";
import type { LineType } from "../api/schemas/lookup-fields.ts";
import { type NormalizedNumber, normalize } from "./normalize.ts";

export interface PhoneMetadata {
  isValid: boolean;
  country: string | null;
  lineType: z.output<typeof LineType> | null;
  isMobile: boolean | null;
  isVoip: boolean | null;
}

/**
 * Returns the facts that follow from the numbering plan alone, without a provider: for configurations without lookups, and for test keys.
 * Null means that the plan does not show it. In North America mobile and fixed numbers look alike, and a number may have been ported.
 */
export const phoneMetadata = (number: string): PhoneMetadata => {
  const { isValid, country, type } = normalize(number);
  return { isValid, country, ...(type === null ? nothing : lines[type]) };
};

type Line = Pick<PhoneMetadata, "lineType" | "isMobile" | "isVoip">;

const nothing: Line = { lineType: null, isMobile: null, isVoip: null };
const neither = (lineType: Line["lineType"]): Line => ({ lineType, isMobile: false, isVoip: false });

const lines: Record<NonNullable<NormalizedNumber["type"]>, Line> = {
  mobile: { lineType: "mobile", isMobile: true, isVoip: false },
  fixedLine: neither("landline"),
  fixedLineOrMobile: nothing,
  // The plan does not show whether a VoIP number is tied to an address.
  voip: { lineType: null, isMobile: false, isVoip: true },
  tollFree: neither("tollFree"),
  premiumRate: neither("premium"),
  sharedCost: neither("sharedCost"),
  personalNumber: { lineType: "personal", isMobile: null, isVoip: null },
  pager: neither("pager"),
  uan: neither("uan"),
  voicemail: neither("voicemail"),
  unknown: { lineType: "unknown", isMobile: null, isVoip: null },
};

import type { NumberType as MetadataType } from "libphonenumber-js/max";
import type * as z from "zod";
import type { NumberType } from "../api/operations/numbers.ts";

type Type = z.output<typeof NumberType>;

const types: Record<Exclude<MetadataType, undefined>, Type> = {
  MOBILE: "mobile",
  FIXED_LINE: "fixedLine",
  FIXED_LINE_OR_MOBILE: "fixedLineOrMobile",
  VOIP: "voip",
  TOLL_FREE: "tollFree",
  PREMIUM_RATE: "premiumRate",
  SHARED_COST: "sharedCost",
  PERSONAL_NUMBER: "personalNumber",
  PAGER: "pager",
  UAN: "uan",
  VOICEMAIL: "voicemail",
};

/** Translates libphonenumber's name for a type of number into the API's. */
export const numberTypeOf = (type: MetadataType): Type => (type === undefined ? "unknown" : types[type]);

/** Twilio's reasons to refuse a code to a number. A fault of kind "refuse-verification" names one. */
export const refusalReasons = [
  "landline",
  "prefix-blocked",
  "channel-disabled",
  "geo-not-permitted",
  "concurrent",
] as const;

export type RefusalReason = (typeof refusalReasons)[number];

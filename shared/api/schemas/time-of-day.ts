import * as z from "zod";
import * as rules from "../rules.ts";

/** A time of day in 24-hour format. */
export const TimeOfDay = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, "must be a time of day such as 22:00");

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
};

/** An IANA time zone name such as Europe/Berlin. */
export const TimeZone = z
  .string()
  .max(64)
  .regex(/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/, rules.timeZone.says)
  .refine(isTimeZone, rules.timeZone.says)
  .meta({ description: "An IANA time zone", examples: ["Europe/Berlin"] });

import * as z from "zod";

/** A time of day in 24 hours. */
export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "HH:MM");

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
};

/** An IANA name such as Europe/Berlin. */
export const TimeZone = z.string().max(64).refine(isTimeZone, "an IANA time zone");

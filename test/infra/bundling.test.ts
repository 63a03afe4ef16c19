import dayjs from "dayjs";
import dayjsUtc from "dayjs/plugin/utc.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import standIn from "../../infra/bundling/stand-ins/twilio-dates.ts";

dayjs.extend(dayjsUtc);

describe("twilio-dates, which replaces dayjs in bundles,", () => {
  const anyDate = fc.date({ min: new Date("2008-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });

  test("reads Twilio's dates as dayjs does", () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        const rfc2822 = date.toUTCString().replace("GMT", "+0000");
        for (const text of [rfc2822, date.toISOString(), date.toISOString().slice(0, 10)])
          expect(standIn.utc(text).toDate()).toEqual(dayjs.utc(text).toDate());
      }),
    );
  });

  test("writes the SDK's two formats as dayjs does", () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        for (const format of ["YYYY-MM-DD", "YYYY-MM-DD[T]HH:mm:ss[Z]"])
          expect(standIn.utc(date).format(format)).toBe(dayjs.utc(date).format(format));
      }),
    );
  });

  test("returns an invalid date for text without a date", () => {
    for (const text of [null, undefined, "", "tomorrow"]) expect(standIn.utc(text).isValid()).toBe(false);
  });
});

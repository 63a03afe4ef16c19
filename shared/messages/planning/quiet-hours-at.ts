import { zonesOfNumber } from "../../numbers/time-zones/zones-of-number.ts";
import type { QuietHoursAnywhere } from "../../preferences/quiet-hours.ts";
import type { QuietRule } from "./quiet-rule.ts";

/** The quiet hours at this number, on its own clock, or on each clock that may be its own. */
export const quietHoursAt = ({ byNumber, start, end, timeZone }: QuietRule, to: string): QuietHoursAnywhere => {
  const zones = byNumber ? zonesOfNumber(to) : [];
  return { start, end, timeZones: zones.length > 0 ? zones : [timeZone] };
};

import type { Channel } from "../api/channels.ts";
import { now } from "../kernel/clock.ts";
import { hour, second } from "../kernel/durations.ts";
import { Problem } from "../kernel/errors.ts";
import { type Scope, tenantOfScope } from "../kernel/ids.ts";
import { normalize } from "../numbers/normalize.ts";
import { type Drawn, orUnavailable } from "./all-or-nothing.ts";
import type { Draw } from "./buckets/bucket-rule.ts";
import { drawAll, drawOf, type Refused } from "./buckets/token-bucket.ts";
import { capNamed, capsOf, capsPast, capsRefusing, nextMonth } from "./caps/caps.ts";
import { warnOfCaps } from "./caps/warn-of-cap.ts";
import { countryKey, rowSeconds, scopeKey } from "./limit-keys.ts";
import { limitReached, rateText } from "./limit-reached.ts";
import { limitsOf } from "./limit-reads.ts";
import type { Limits } from "./limits.ts";
import { numberKey } from "./number-key.ts";

/** One send's share of what was counted ahead (count-ahead.ts). */
export interface Share {
  /** For a send that was not made after all. */
  release: () => void;
}

export interface LimitedSend {
  scope: Scope;
  /** E.164. */
  to: string;
  country: string | null;
  channel: Channel;
  segments: number;
  /** Costs nothing at a provider: it counts against the rates, not against the caps. */
  isTest: boolean;
  /** Its pace was reserved (a batch): it takes nothing from the bucket that the tenant's single messages share. */
  isFromBatch?: boolean;
  /** A one-time code: its number has a narrower limit of its own, and takes nothing from the bucket of the number's messages. */
  isCode?: boolean;
  /** It was counted against the caps with others (count-ahead.ts): what is given back goes back there. */
  share?: Share;
}

/**
 * Draws one send from all that limits it, or throws: country_not_allowed, premium_number_not_allowed, rate_limited, cap_reached (with
 * Retry-After), and temporarily_unavailable where the limits cannot be known (invariant 20). One round trip when warm, two write units; once more where a
 * warning is to be told.
 */
export const checkLimits = async (send: LimitedSend): Promise<Drawn> => {
  try {
    const drawn = await drawsOf(send);
    const { draws, caps } = drawn;
    const drawing = await drawAll(draws);
    if (!drawing.granted) {
      await warnOfCaps(send.scope, capsRefusing(caps, drawing.refused.counter));
      throw refusal(drawing.refused, drawn);
    }
    await warnOfCaps(send.scope, capsPast(caps, drawing.drawn[0]?.counts ?? {}));
    return {
      giveBack: async () => {
        send.share?.release();
        await drawing.giveBack();
      },
    };
  } catch (refused) {
    send.share?.release();
    throw refused;
  }
};

/**
 * All that a send draws from, and what a refusal by each is called. Throws country_not_allowed, premium_number_not_allowed,
 * temporarily_unavailable.
 */
export const drawsOf = async (send: LimitedSend) => {
  const { scope, country, isFromBatch = false, isCode = false } = send;
  const [limits, ofNumber] = await orUnavailable(
    Promise.all([limitsOf(tenantOfScope(scope)), numberKey(scope, send.to)]),
  );
  requireAllowed(limits, country);
  // A code to one is not sent in any case, and its start answers as any other (invariant 14).
  if (!isCode) requireNoPremium(limits, send.to);
  const caps = send.isTest || send.share ? [] : capsOf(limits, send);
  const ofTenant = { key: scopeKey(scope), rate: limits.perTenant.perSecond, burst: limits.perTenant.burst };
  const draws: Draw[] = [
    { ...drawOf(ofTenant, isFromBatch ? 0 : 1), counters: caps, keepSeconds: rowSeconds },
    ...(isCode ? [] : [drawOf({ key: ofNumber, ...hourly(limits.perNumber) }, 1)]),
    ...(limits.perCountry ? [drawOf({ key: countryKey(scope, country), ...hourly(limits.perCountry) }, 1)] : []),
  ];
  const names: Readonly<Record<string, LimitName>> = { [ofTenant.key]: "perTenant", [ofNumber]: "perNumber" };
  return { draws, caps, names, limits, country };
};

/** Throws country_not_allowed. A number of no country (an international service) is allowed where every country is. */
const requireAllowed = ({ allowedCountries }: Limits, country: string | null): void => {
  if (allowedCountries === null || (country !== null && allowedCountries.includes(country))) return;
  throw new Problem("country_not_allowed", {
    detail: `${country ?? "This number's country"} is not among the tenant's allowed countries.`,
  });
};

/** Their owner earns from what is sent there, so a stolen key or a form on the web becomes money. */
const premiumTypes: ReadonlySet<string | null> = new Set(["premiumRate", "sharedCost"]);

/** Throws premium_number_not_allowed. */
const requireNoPremium = ({ allowPremiumNumbers }: Limits, to: string): void => {
  if (allowPremiumNumbers || !premiumTypes.has(normalize(to).type)) return;
  throw new Problem("premium_number_not_allowed", {
    detail: "This is a premium-rate or shared-cost number, and the tenant's limits do not allow messages to those.",
  });
};

const hourly = ({ perHour, burst }: { perHour: number; burst: number }) => ({ rate: perHour / (hour / second), burst });

/** What a send is refused with, by the limits that it was drawn from. */
export const refusal = (
  { key, counter, waitMilliseconds }: Refused,
  { limits, names, country }: Pick<Awaited<ReturnType<typeof drawsOf>>, "limits" | "names" | "country">,
): Problem => {
  if (counter !== null) {
    const cap = capNamed(counter);
    const says = `The tenant's cap of this month (UTC) is reached: ${cap}, ${limits[cap]}.`;
    const waitMilliseconds = nextMonth() - now();
    return new Problem("cap_reached", limitReached({ says, limit: cap, change: "limits", waitMilliseconds }));
  }
  const limit = names[key] ?? "perCountry";
  const says = {
    perTenant: () =>
      `The tenant sends faster than its limit: perTenant, ${rateText(limits.perTenant.perSecond, "second", limits.perTenant.burst)}.`,
    perNumber: () => `This number is sent to too often: perNumber, ${hourlyTold(limits.perNumber)}.`,
    perCountry: () =>
      `Too much is sent to ${country ?? "numbers of no country"}: perCountry, ${hourlyTold(limits.perCountry ?? limits.perNumber)}.`,
  }[limit]();
  return new Problem("rate_limited", limitReached({ says, limit, change: "limits", waitMilliseconds }));
};

const hourlyTold = ({ perHour, burst }: { perHour: number; burst: number }): string => rateText(perHour, "hour", burst);

type LimitName = "perTenant" | "perNumber" | "perCountry";

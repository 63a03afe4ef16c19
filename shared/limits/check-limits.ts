import type { CodeChannel } from "../api/channels.ts";
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
import { howToChange, limitReached, rateText } from "./limit-reached.ts";
import { limitsOf } from "./limit-reads.ts";
import type { Limits } from "./limits.ts";
import { numberKey } from "./number-key.ts";

/** The portion of one send in a count for several sends (count-ahead.ts). */
export interface Share {
  /** Marks the share to be given back, because the send was not made. */
  release: () => void;
}

export interface LimitedSend {
  scope: Scope;
  /** E.164. */
  to: string;
  country: string | null;
  channel: CodeChannel;
  segments: number;
  /** The send costs nothing at a provider, so it counts against the rates and not against the caps. */
  isTest: boolean;
  /** The sends of a batch take nothing from the bucket of the tenant's single messages, because a configuration's pace limits batches. */
  isFromBatch?: boolean;
  /** A one-time code has narrower limits per number, so it takes nothing from the bucket of the number's messages. */
  isCode?: boolean;
  /** The send was counted against the caps together with others (count-ahead.ts). If it is not made, this share is released. */
  share?: Share;
}

/**
 * Draws one send from all limits. Throws country_not_allowed, premium_number_not_allowed, rate_limited and cap_reached (with Retry-After),
 * and temporarily_unavailable if the limits cannot be read (invariant 20). A warm function needs one round trip and two write units, and
 * one more round trip to write a warning.
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
 * Returns the draws of a send and the limit's name for each bucket. Throws country_not_allowed, premium_number_not_allowed and
 * temporarily_unavailable.
 */
export const drawsOf = async (send: LimitedSend) => {
  const { scope, country, isFromBatch = false, isCode = false } = send;
  const [limits, ofNumber] = await orUnavailable(
    Promise.all([limitsOf(tenantOfScope(scope)), numberKey(scope, send.to)]),
  );
  requireAllowed(limits, country);
  // The hub never sends a code to a premium number, and the start of that verification answers like any other (invariant 14).
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

/** Throws country_not_allowed. A number without a country (an international service) is allowed only if all countries are. */
const requireAllowed = ({ allowedCountries }: Limits, country: string | null): void => {
  if (allowedCountries === null || (country !== null && allowedCountries.includes(country))) return;
  throw new Problem("country_not_allowed", {
    detail: `The tenant's allowedCountries do not include ${country ?? "numbers without a country"}. ${howToChange.limits}`,
  });
};

/** The owner of such a number earns from each message, so a thief of an API key could turn it into money. */
const premiumTypes: ReadonlySet<string | null> = new Set(["premiumRate", "sharedCost"]);

/** Throws premium_number_not_allowed. */
const requireNoPremium = ({ allowPremiumNumbers }: Limits, to: string): void => {
  if (allowPremiumNumbers || !premiumTypes.has(normalize(to).type)) return;
  throw new Problem("premium_number_not_allowed", {
    detail: `This is a premium-rate or shared-cost number, and the tenant's allowPremiumNumbers is false. ${howToChange.limits}`,
  });
};

const hourly = ({ perHour, burst }: { perHour: number; burst: number }) => ({ rate: perHour / (hour / second), burst });

/** Makes the problem for a refused draw. */
export const refusal = (
  { key, counter, waitMilliseconds }: Refused,
  { limits, names, country }: Pick<Awaited<ReturnType<typeof drawsOf>>, "limits" | "names" | "country">,
): Problem => {
  if (counter !== null) {
    const cap = capNamed(counter);
    const says = `The tenant has reached its cap for this month (UTC): ${cap}, ${limits[cap]}.`;
    const waitMilliseconds = nextMonth() - now();
    return new Problem("cap_reached", limitReached({ says, limit: cap, change: "limits", waitMilliseconds }));
  }
  const limit = names[key] ?? "perCountry";
  const says = {
    perTenant: () =>
      `The tenant sends faster than its limit: perTenant, ${rateText(limits.perTenant.perSecond, "second", limits.perTenant.burst)}.`,
    perNumber: () => `Too many messages to this number: perNumber, ${hourlyText(limits.perNumber)}.`,
    perCountry: () =>
      `Too many messages to ${country ?? "numbers without a country"}: perCountry, ${hourlyText(limits.perCountry ?? limits.perNumber)}.`,
  }[limit]();
  return new Problem("rate_limited", limitReached({ says, limit, change: "limits", waitMilliseconds }));
};

const hourlyText = ({ perHour, burst }: { perHour: number; burst: number }): string => rateText(perHour, "hour", burst);

type LimitName = "perTenant" | "perNumber" | "perCountry";

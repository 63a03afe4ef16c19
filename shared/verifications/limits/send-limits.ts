import { Problem } from "../../kernel/errors.ts";
import { allOrNothing, type Drawn, nothingDrawn, orUnavailable } from "../../limits/all-or-nothing.ts";
import { checkLimits } from "../../limits/check-limits.ts";
import type { StoredVerification } from "../verification.ts";
import { type Client, clientBuckets, drawNamed, hourly, type NamedBucket } from "./client-buckets.ts";
import { enterSendWindow, requireFailuresLeft } from "./number-windows.ts";
import { noteBlocked } from "./outcomes.ts";
import { PrefixClosed, prefixOf, requireOpenPrefix } from "./prefix-breaker.ts";

/** One code that is about to be sent, with all that limits it. */
export interface LimitedCode extends Client {
  /** E.164. */
  to: string;
  /** What stands for the number in keys. */
  hashPrefix: string;
  country: string | null;
  channel: StoredVerification["channel"];
  /** The policy's; where it names none, the tenant's default country alone. */
  allowedCountries: readonly string[];
  isTest: boolean;
}

/** What a code has drawn; it is given back for one that was never handed to a provider and never will be. */
export interface SpentOnCode extends Drawn {
  /** When the next code may go to this number, epoch milliseconds. */
  nextSendAt: number;
}

/**
 * Draws one code from all that limits it, or throws and leaves nothing drawn: country_not_allowed; rate_limited, too_many_attempts and
 * cap_reached with Retry-After; temporarily_unavailable where the limits cannot be known (invariant 20). One round trip when warm;
 * two where the number was sent a code within the hour.
 */
export const drawForSend = async (code: LimitedCode): Promise<SpentOnCode> => {
  requireCountry(code);
  const { isTest } = code;
  const ofNumber = enterSendWindow(code);
  try {
    const { giveBack } = await allOrNothing([
      ofNumber,
      requireFailuresLeft(code).then(() => nothingDrawn),
      drawBuckets(code),
      ...(isTest ? [] : [requireOpenPrefix(code).then(() => nothingDrawn)]),
      checkLimits({ ...code, segments: 1, isCode: true }),
    ]);
    return { nextSendAt: (await ofNumber).nextSendAt, giveBack };
  } catch (refusal) {
    if (refusal instanceof PrefixClosed) await noteBlocked(code);
    throw refusal;
  }
};

/** Pumping pays abroad: a number of no country is allowed nowhere. */
const requireCountry = ({ country, allowedCountries }: LimitedCode): void => {
  if (country !== null && allowedCountries.includes(country)) return;
  throw new Problem("country_not_allowed", {
    detail: `${country ?? "This number's country"} is not among the countries that codes may be sent to.`,
  });
};

const drawBuckets = async (code: LimitedCode): Promise<Drawn> => {
  const { scope, to, policy } = code;
  const ofScope: NamedBucket[] = [
    { name: "perTenant", bucket: hourly(`${scope}#verification-all`, policy.perTenant) },
    { name: "perPrefix", bucket: hourly(`${scope}#verification-prefix-rate#${prefixOf(to)}`, policy.perPrefix) },
  ];
  return drawNamed([...ofScope, ...(await orUnavailable(clientBuckets(code, "sends")))]);
};

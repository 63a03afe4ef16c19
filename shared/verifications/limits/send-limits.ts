import { Problem } from "../../kernel/errors.ts";
import { allOrNothing, type Drawn, nothingDrawn, orUnavailable } from "../../limits/all-or-nothing.ts";
import { checkLimits } from "../../limits/check-limits.ts";
import type { StoredVerification } from "../verification.ts";
import { type Client, clientBuckets, drawNamed, hourly, type NamedBucket } from "./client-buckets.ts";
import { enterSendWindow, requireFailuresLeft } from "./number-windows.ts";
import { noteBlocked } from "./outcomes.ts";
import { PrefixClosed, prefixOf, requireOpenPrefix } from "./prefix-breaker.ts";

/** One code that is about to be sent, with everything that limits it. */
export interface LimitedCode extends Client {
  /** E.164. */
  to: string;
  /** Stands for the number in keys. */
  hashPrefix: string;
  country: string | null;
  channel: StoredVerification["channel"];
  /** The policy's countries. If it names none: the tenant's default country alone. */
  allowedCountries: readonly string[];
  isTest: boolean;
}

/** The draw of a code. It is given back if the code never reached a provider and never will. */
export interface DrawnCode extends Drawn {
  /** When the next code may go to this number, epoch milliseconds. */
  nextSendAt: number;
}

/**
 * Draws one code from all limits, or throws and leaves nothing drawn: country_not_allowed; rate_limited, too_many_attempts and
 * cap_reached with Retry-After; temporarily_unavailable if the limits cannot be read (invariant 20). One round trip when warm, two if the
 * number got a code within the hour.
 */
export const drawForSend = async (code: LimitedCode): Promise<DrawnCode> => {
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

/** SMS pumping pays abroad, so a number without a country is never allowed. */
const requireCountry = ({ country, allowedCountries }: LimitedCode): void => {
  if (country !== null && allowedCountries.includes(country)) return;
  throw new Problem("country_not_allowed", {
    detail: `${country ?? "This number's country"} is not in the policy's allowedCountries.`,
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

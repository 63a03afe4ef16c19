import { now } from "../kernel/clock.ts";
import { orUnavailable } from "./all-or-nothing.ts";
import { numbersIn, refusalOf } from "./buckets/bucket-rule.ts";
import { worst } from "./buckets/token-bucket.ts";
import { drawsOf, type LimitedSend, refusal } from "./check-limits.ts";
import { readBuckets } from "./limit-reads.ts";

/** Throws the problem that checkLimits would throw now, and draws nothing. */
export const peekLimits = async (send: LimitedSend): Promise<void> => {
  const drawn = await drawsOf(send);
  const { draws } = drawn;
  const rows = await orUnavailable(readBuckets(draws.map(({ key }) => key)));
  const at = now();
  const refused = draws.flatMap((request) => {
    const answer = refusalOf(request, numbersIn(rows.get(request.key)), at);
    return answer ? [{ request, answer }] : [];
  });
  if (refused.length > 0) throw refusal(worst(refused), drawn);
};

import type { WireCall } from "../wire/wiretap.ts";

/**
 * Groups calls into rounds: calls that ran at the same time form one round. The number of rounds is the length of the longest series of
 * calls in which each began after the end of the previous one.
 */
export function serialRounds(calls: readonly WireCall[]): WireCall[][] {
  const rounds: WireCall[][] = [];
  let firstEnd = Number.NEGATIVE_INFINITY;
  for (const call of [...calls].sort((a, b) => a.start - b.start)) {
    if (call.start >= firstEnd) {
      rounds.push([call]);
      firstEnd = call.end;
    } else {
      rounds.at(-1)?.push(call);
      firstEnd = Math.min(firstEnd, call.end);
    }
  }
  return rounds;
}

/** `Query ProviderConfigs → PutItem Messages + Query OptOuts → POST Messages` */
export const chainText = (rounds: readonly (readonly WireCall[])[]): string =>
  rounds
    .map((round) =>
      round
        .map(({ service, about }) => (service === "dynamodb" ? about : `${service} ${about}`))
        .sort()
        .join(" + "),
    )
    .join(" → ") || "no call";

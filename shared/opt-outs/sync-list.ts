import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import type { ProviderOptOuts } from "../providers/provider.ts";
import { ProviderFailure } from "../providers/provider-failure.ts";
import { optOutPartition } from "./opt-out-keys.ts";
import { readListed } from "./opt-out-reads.ts";
import { putListed, removeListed } from "./opt-out-writes.ts";

/** So much of a list is read at once: 50,000 numbers at SNS. A longer one is gone on with at the next reading. */
const maximumPages = 500;
const atOnce = 25;
const e164 = /^\+[1-9]\d{6,14}$/;

export interface Synced {
  added: number;
  removed: number;
  /** Where the next reading goes on; null: at the beginning. */
  cursor: string | null;
  failure?: ProviderFailure;
}

/**
 * Brings our opt-outs from a configuration in line with its provider's list: new ones are put, for this configuration alone, since that
 * is what the provider's list means. One that is gone from it ends here too, but only when the whole list was read in one go. Never
 * throws for what the provider did.
 */
export const syncList = async (
  { tenantId, id, optOutsCursor }: Pick<StoredProviderConfig, "tenantId" | "id" | "optOutsCursor">,
  provider: ProviderOptOuts,
  hasTime: () => boolean,
): Promise<Synced> => {
  const list = `${id}#${provider.whose}`;
  const known = await readListed(list);
  const seen = new Set<string>();
  const result: Synced = { added: 0, removed: 0, cursor: optOutsCursor ?? null };
  const put = async (number: string): Promise<void> => {
    const partition = await optOutPartition(tenantId, number);
    seen.add(partition);
    if (known.has(partition)) return;
    if (await putListed({ owner: tenantId, number, sender: id }, list)) result.added += 1;
  };
  for (let page = 0; page === 0 || (result.cursor !== null && page < maximumPages && hasTime()); page += 1) {
    const answer = await pageOf(provider, result.cursor);
    if (answer instanceof ProviderFailure) return { ...result, failure: answer, cursor: afterFailure(answer, result) };
    await inTurns(
      answer.numbers.filter((number) => e164.test(number)),
      put,
    );
    result.cursor = answer.nextCursor;
  }
  const isWhole = (optOutsCursor ?? null) === null && result.cursor === null;
  const gone = isWhole ? [...known].filter((partition) => !seen.has(partition)) : [];
  await inTurns(gone, (partition) => removeListed(partition, id, list));
  return { ...result, removed: gone.length };
};

const pageOf = async (provider: ProviderOptOuts, cursor: string | null) => {
  try {
    return await provider.list(cursor ?? undefined);
  } catch (error) {
    if (error instanceof ProviderFailure) return error;
    throw error;
  }
};

/** A refused cursor may be an expired one: the next reading begins anew. */
const afterFailure = ({ kind }: ProviderFailure, { cursor }: Synced): string | null =>
  kind === "throttled" || kind === "unavailable" ? cursor : null;

const inTurns = async <Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> => {
  for (let start = 0; start < items.length; start += atOnce)
    await Promise.all(items.slice(start, start + atOnce).map(work));
};

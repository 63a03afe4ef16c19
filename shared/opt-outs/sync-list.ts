import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import type { ProviderOptOuts } from "../providers/provider.ts";
import { ProviderFailure } from "../providers/provider-failure.ts";
import { optOutPartition } from "./opt-out-keys.ts";
import { readListed } from "./opt-out-reads.ts";
import { putListed, removeListed } from "./opt-out-writes.ts";

/** The most pages of one run, which are 50,000 numbers at SNS. The next run continues with a longer list. */
const maximumPages = 500;
const chunkSize = 25;
const e164 = /^\+[1-9]\d{6,14}$/;

export interface Synced {
  added: number;
  removed: number;
  /** The place where the next run continues. Null: the beginning. */
  cursor: string | null;
  failure?: ProviderFailure;
}

/**
 * Brings the hub's opt-outs in line with the list of a configuration's provider. New ones apply to this configuration only, as the
 * provider's list does. An opt-out that left the list ends, but only if one run has read the whole list. A failure of the provider is
 * returned, not thrown.
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
    await inChunks(
      answer.numbers.filter((number) => e164.test(number)),
      put,
    );
    result.cursor = answer.nextCursor;
  }
  const isWhole = (optOutsCursor ?? null) === null && result.cursor === null;
  const gone = isWhole ? [...known].filter((partition) => !seen.has(partition)) : [];
  await inChunks(gone, (partition) => removeListed(partition, id, list));
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

/** If the provider refused the cursor, it may have expired, so the next run starts at the beginning. */
const afterFailure = ({ kind }: ProviderFailure, { cursor }: Synced): string | null =>
  kind === "throttled" || kind === "unavailable" ? cursor : null;

const inChunks = async <Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> => {
  for (let start = 0; start < items.length; start += chunkSize)
    await Promise.all(items.slice(start, start + chunkSize).map(work));
};

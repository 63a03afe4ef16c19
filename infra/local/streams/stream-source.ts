import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import type { AwsCall } from "../aws-json-client.ts";
import type { FunctionHost } from "../lambda/function-host.ts";
import { region } from "../template/pseudo-parameters.ts";

export interface StreamSource {
  /** What the database calls the stream. */
  streamArn: string;
  /** What the template calls it, and the function is told. */
  eventSourceArn: string;
  functionName: string;
  batchSize: number;
}

const Described = z.object({
  StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })).default([]) }),
});
const Iterator = z.object({ ShardIterator: z.string() });
const Read = z.object({
  Records: z.array(z.record(z.string(), z.unknown())).default([]),
  NextShardIterator: z.string().nullish(),
});

const pollEveryMs = 150;
/** A stream has its shards from the beginning; others come only as it grows. */
const watchShardsEveryMs = 5_000;
const retryAfterMs = 500;

/**
 * Reads a table's stream from its beginning and invokes its function with the changes, as an event source mapping does: shard by
 * shard in order, the same batch again until the function takes it. Where it had got to is not kept: after a start the function sees
 * old changes once more, which AWS may do to it as well.
 */
export function startStreamSource(
  source: StreamSource,
  streams: AwsCall,
  host: FunctionHost,
): { close: () => Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const reading = new Map<string, Promise<void>>();
  const pause = (milliseconds: number) => sleep(milliseconds, undefined, { signal }).catch(() => undefined);

  async function watchShards() {
    while (!signal.aborted) {
      const answer = await streams("DescribeStream", { StreamArn: source.streamArn }, signal).catch(() => ({}));
      const described = Described.safeParse(answer);
      const shards = described.success ? described.data.StreamDescription.Shards : [];
      for (const { ShardId } of shards) if (!reading.has(ShardId)) reading.set(ShardId, readShard(ShardId));
      await pause(shards.length > 0 ? watchShardsEveryMs : pollEveryMs);
    }
  }

  async function readShard(ShardId: string) {
    let iterator: string | undefined;
    while (!signal.aborted) {
      try {
        iterator ??= await firstIterator(ShardId);
        const read = Read.parse(
          await streams("GetRecords", { ShardIterator: iterator, Limit: source.batchSize }, signal),
        );
        if (read.Records.length > 0) await handle(read.Records);
        if (!read.NextShardIterator) return;
        iterator = read.NextShardIterator;
        if (read.Records.length < source.batchSize) await pause(pollEveryMs);
      } catch {
        await pause(retryAfterMs);
      }
    }
  }

  const firstIterator = async (ShardId: string): Promise<string> => {
    const wanted = { StreamArn: source.streamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" };
    return Iterator.parse(await streams("GetShardIterator", wanted, signal)).ShardIterator;
  };

  async function handle(records: Record<string, unknown>[]) {
    const Records = records.map((record) => ({
      ...record,
      awsRegion: region,
      eventSourceARN: source.eventSourceArn,
    }));
    const result = await host.invoke(source.functionName, { Records });
    if (result.kind === "error") throw new Error(result.errorMessage);
  }

  const watching = watchShards();
  return {
    async close() {
      stopping.abort();
      await watching;
      await Promise.all(reading.values());
    },
  };
}

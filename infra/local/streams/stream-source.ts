import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { second } from "../../../shared/kernel/durations.ts";
import type { FunctionHost } from "../lambda/function-host.ts";
import type { AwsCall } from "../network/aws-json-client.ts";
import { region } from "../template/pseudo-parameters.ts";
import type { StreamPositions } from "./stream-positions.ts";

export interface StreamSource {
  /** The database's ARN of the stream. */
  streamArn: string;
  /** The template's ARN of the stream, which the function gets. */
  eventSourceArn: string;
  functionName: string;
  batchSize: number;
}

const Described = z.object({
  StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })).default([]) }),
});
const Iterator = z.object({ ShardIterator: z.string() });
const Changed = z.looseObject({ dynamodb: z.looseObject({ SequenceNumber: z.string() }) });
const Read = z.object({
  Records: z.array(Changed).default([]),
  NextShardIterator: z.string().nullish(),
});

/** Lambda's own interval. */
const pollEveryMs = 250;
/** Slower than reading: a stream gets further shards only as it grows. */
const watchShardsEveryMs = 5 * second;
const retryAfterMs = 500;

/**
 * Reads a table's stream from its last position, or from its beginning, and invokes the function with the changes, as an event source
 * mapping does: in order within a shard, and the same batch again until the function succeeds. If the process is killed, the function can
 * get its last batch twice, as on AWS.
 */
export function startStreamSource(
  source: StreamSource,
  streams: AwsCall,
  host: FunctionHost,
  positions: StreamPositions,
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
        if (read.Records.length > 0) await handle(ShardId, read.Records);
        if (!read.NextShardIterator) return;
        iterator = read.NextShardIterator;
        if (read.Records.length < source.batchSize) await pause(pollEveryMs);
      } catch {
        await pause(retryAfterMs);
      }
    }
  }

  const firstIterator = async (ShardId: string): Promise<string> => {
    const SequenceNumber = positions.of(readerOf(ShardId));
    const from =
      SequenceNumber === undefined
        ? { ShardIteratorType: "TRIM_HORIZON" }
        : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber };
    const input = { StreamArn: source.streamArn, ShardId, ...from };
    return Iterator.parse(await streams("GetShardIterator", input, signal)).ShardIterator;
  };

  /** Each function has its own position in a shard. The ARN is needed because a shard of an older stream can have the same id. */
  const readerOf = (ShardId: string) => `${source.functionName} ${source.streamArn} ${ShardId}`;

  async function handle(ShardId: string, records: z.infer<typeof Changed>[]) {
    const Records = records.map((record) => ({
      ...record,
      awsRegion: region,
      eventSourceARN: source.eventSourceArn,
    }));
    const result = await host.invoke(source.functionName, { Records });
    if (result.kind === "error") throw new Error(result.errorMessage);
    const last = records.at(-1)?.dynamodb.SequenceNumber;
    if (last !== undefined) positions.set(readerOf(ShardId), last);
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

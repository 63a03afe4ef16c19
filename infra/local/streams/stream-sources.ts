import * as z from "zod";
import { latestStreamArn } from "../dynamodb/tables.ts";
import type { FunctionHost } from "../lambda/function-host.ts";
import type { AwsCall } from "../network/aws-json-client.ts";
import type { Deployment } from "../template/deployment.ts";
import { streamPositions } from "./stream-positions.ts";
import { startStreamSource } from "./stream-source.ts";

const Mapping = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.coerce.boolean().default(true),
  BatchSize: z.coerce.number().default(100),
});

/** Starts a reader for each event source mapping of the template that reads a table's stream. `positionsFile` keeps their positions. */
export async function startStreamSources(
  deployment: Deployment,
  { database, streams }: { database: AwsCall; streams: AwsCall },
  host: FunctionHost,
  positionsFile: string | undefined,
): Promise<{ close: () => Promise<void> }> {
  const positions = streamPositions(positionsFile);
  const sources = await Promise.all(
    deployment.resources("AWS::Lambda::EventSourceMapping").flatMap((resource) => {
      const mapping = Mapping.parse(resource.properties());
      const [, tableName] = /^arn:aws:dynamodb:.*:table\/([^/]+)\/stream\//.exec(mapping.EventSourceArn) ?? [];
      return mapping.Enabled && tableName ? [start(mapping, tableName)] : [];
    }),
  );

  async function start({ FunctionName, BatchSize, EventSourceArn }: z.output<typeof Mapping>, tableName: string) {
    const streamArn = await latestStreamArn(database, tableName);
    if (!streamArn) throw new Error(`The database has no stream of ${tableName}.`);
    return startStreamSource(
      { streamArn, eventSourceArn: EventSourceArn, functionName: FunctionName, batchSize: BatchSize },
      streams,
      host,
      positions,
    );
  }

  return {
    async close() {
      await Promise.all(sources.map((source) => source.close()));
    },
  };
}

import * as z from "zod";
import { type AwsCall, AwsError } from "../network/aws-json-client.ts";
import type { DeployedResource } from "../template/deployment.ts";

const KeySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
const Index = z.object({ IndexName: z.string(), KeySchema, Projection: z.record(z.string(), z.unknown()) });

const TableProperties = z.object({
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  KeySchema,
  GlobalSecondaryIndexes: z.array(Index).optional(),
  LocalSecondaryIndexes: z.array(Index).optional(),
  StreamSpecification: z.object({ StreamViewType: z.string() }).optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string().optional(), Enabled: z.coerce.boolean() }).optional(),
});

export interface LocalTable {
  name: string;
  keyAttributes: string[];
  /** The attribute that holds the time of expiry in epoch seconds, if the table has one. */
  expiryAttribute?: string;
}

/** Creates the table unless the data folder has it. An existing table stays as it is. */
export async function createTable(call: AwsCall, resource: DeployedResource): Promise<LocalTable> {
  const {
    TimeToLiveSpecification: timeToLive,
    StreamSpecification: stream,
    ...definition
  } = TableProperties.parse(resource.properties());
  const TableName = resource.name;
  try {
    await call("CreateTable", { ...definition, ...streamOf(stream), TableName, BillingMode: "PAY_PER_REQUEST" });
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== "ResourceInUseException") throw error;
    if (stream) await requireStream(call, TableName, streamOf(stream));
  }
  return {
    name: TableName,
    keyAttributes: definition.KeySchema.map(({ AttributeName }) => AttributeName),
    ...(timeToLive?.Enabled && timeToLive.AttributeName ? { expiryAttribute: timeToLive.AttributeName } : {}),
  };
}

/** Translates CloudFormation's stream property into the API's. */
const streamOf = (stream: { StreamViewType: string } | undefined) =>
  stream ? { StreamSpecification: { StreamEnabled: true, ...stream } } : {};

const Described = z.object({ Table: z.object({ LatestStreamArn: z.string().optional() }) });

/** The ARN of a table's stream, if it has one. */
export const latestStreamArn = async (call: AwsCall, TableName: string): Promise<string | undefined> =>
  Described.parse(await call("DescribeTable", { TableName })).Table.LatestStreamArn;

/** A table that an earlier release created has no stream yet. */
async function requireStream(call: AwsCall, TableName: string, stream: object) {
  if (!(await latestStreamArn(call, TableName))) await call("UpdateTable", { TableName, ...stream });
}

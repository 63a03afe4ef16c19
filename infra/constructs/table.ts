import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from "aws-cdk-lib/aws-dynamodb";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";
import type { EnvironmentSettings } from "../environments.ts";
import { pinLogicalId, removalPolicy } from "./retention.ts";

export interface IndexShape {
  partitionKey: string;
  sortKey?: string;
  sortKeyIsNumber?: true;
  /** The index holds keys only. Default: all attributes. */
  keysOnly?: true;
}

/** A table's keys. All are strings unless stated otherwise. */
export interface TableShape {
  /** The logical id in CloudFormation. Never change it: CloudFormation would replace the table and lose every row (invariant 28). */
  logicalId: string;
  hasSortKey: boolean;
  /** DynamoDB deletes items some time after their `expiresAt` (epoch seconds). */
  expires?: true;
  /** A worker reads every change of a row from the table's stream, and records it as an event. */
  feedsEvents?: true;
  indexes: Readonly<Record<string, IndexShape>>;
}

export interface HubTable {
  name: string;
  arn: string;
  indexArns: readonly string[];
  /** Undefined if the table does not feed events. */
  streamArn: string | undefined;
}

/** A table of the hub: on demand, restorable to any second of the last 35 days, encrypted with a customer-managed key. */
export function hubTable(
  scope: Construct,
  id: string,
  shape: TableShape,
  { encryptionKey, settings }: { encryptionKey: IKey; settings: EnvironmentSettings },
): HubTable {
  const table = new Table(scope, id, {
    partitionKey: { name: "pk", type: AttributeType.STRING },
    ...(shape.hasSortKey && { sortKey: { name: "sk", type: AttributeType.STRING } }),
    ...(shape.expires && { timeToLiveAttribute: "expiresAt" }),
    ...(shape.feedsEvents && { stream: StreamViewType.NEW_AND_OLD_IMAGES }),
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.CUSTOMER_MANAGED,
    encryptionKey,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: settings.retainData,
    removalPolicy: removalPolicy(settings),
  });
  pinLogicalId(table, shape.logicalId);

  const indexes = Object.entries(shape.indexes);
  for (const [indexName, { partitionKey, sortKey, sortKeyIsNumber, keysOnly }] of indexes) {
    const type = sortKeyIsNumber ? AttributeType.NUMBER : AttributeType.STRING;
    table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: { name: partitionKey, type: AttributeType.STRING },
      ...(sortKey && { sortKey: { name: sortKey, type } }),
      projectionType: keysOnly ? ProjectionType.KEYS_ONLY : ProjectionType.ALL,
    });
  }
  return {
    name: table.tableName,
    arn: table.tableArn,
    indexArns: indexes.map(([indexName]) => `${table.tableArn}/index/${indexName}`),
    streamArn: table.tableStreamArn,
  };
}

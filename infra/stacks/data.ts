import { type App, CfnOutput, Stack } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { QueueName, TableName } from "../../shared/config.ts";
import { hubKey } from "../constructs/key.ts";
import { type QueueWithDlq, queueWithDlq } from "../constructs/queue-with-dlq.ts";
import { type HubTable, hubTable } from "../constructs/table.ts";
import type { EnvironmentSettings } from "../environments.ts";
import { timeouts } from "../functions.ts";
import { stackProps } from "./stack-props.ts";
import { tableShapes } from "./tables.ts";

export interface Data {
  stack: Stack;
  tables: Readonly<Record<TableName, HubTable>>;
  keys: { data: IKey; credentials: IKey };
  queues: Readonly<Record<QueueName, QueueWithDlq>>;
}

/** What must outlive every release: tables, keys, and the queues with what is still to be sent. */
export function defineData(app: App, settings: EnvironmentSettings): Data {
  const stack = new Stack(app, `PhoneHub-${settings.name}-Data`, stackProps(settings, "tables, keys and queues"));
  const keys = {
    data: hubKey(stack, "data-key", { logicalId: "DataKey", description: "encrypts the tables", settings }),
    credentials: hubKey(stack, "credentials-key", {
      logicalId: "CredentialsKey",
      description: "encrypts the tenants' provider credentials",
      settings,
    }),
  };
  const table = (name: TableName) => hubTable(stack, name, tableShapes[name], { encryptionKey: keys.data, settings });
  const tables = {
    tenants: table("tenants"),
    apiKeys: table("apiKeys"),
    providerConfigs: table("providerConfigs"),
    messages: table("messages"),
    lookups: table("lookups"),
    optOuts: table("optOuts"),
    audit: table("audit"),
  };
  const dispatch = queueWithDlq(stack, "dispatch", { consumerTimeoutSeconds: timeouts.dispatch });

  // Exported whether used or not: where the last user of an export goes away, CDK would drop it, and CloudFormation refuses to
  // drop it while the stack that used it is yet to be updated.
  const exported = [
    ...Object.values(tables).flatMap(({ name, arn }) => [name, arn]),
    ...Object.values(keys).map((key) => key.keyArn),
    ...Object.values(dispatch).flatMap((queue) => [queue.queueUrl, queue.queueArn]),
  ];
  for (const value of exported) stack.exportValue(value);

  const output = (id: string, value: string) => new CfnOutput(stack, id, { value });
  output("TenantsTableName", tables.tenants.name);
  output("ApiKeysTableName", tables.apiKeys.name);
  output("ProviderConfigsTableName", tables.providerConfigs.name);
  output("MessagesTableName", tables.messages.name);
  output("LookupsTableName", tables.lookups.name);
  output("OptOutsTableName", tables.optOuts.name);
  output("AuditTableName", tables.audit.name);
  output("CredentialsKeyArn", keys.credentials.keyArn);
  output("DispatchQueueUrl", dispatch.queue.queueUrl);
  output("DispatchDeadLettersUrl", dispatch.deadLetters.queueUrl);
  return { stack, tables, keys, queues: { dispatch } };
}

import { Aws } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { rangesFolder } from "../../shared/batches/lists/recipient-file.ts";
import { type EraserName, eraserQueueVariables, type TableName, tableVariables } from "../../shared/kernel/config.ts";
import type { Data } from "../constructs/data.ts";
import type { HubTable } from "../constructs/table.ts";
import type { EnvironmentSettings } from "../environments.ts";
import type { Grants } from "./grants.ts";

const reads = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:ConditionCheckItem"];
/** BatchWriteItem only puts and deletes, which the other actions allow anyway. */
const writes = ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"];
const tableActions = { read: reads, readWrite: [...reads, ...writes], append: ["dynamodb:PutItem"] };

const decryptData = ["kms:Decrypt", "kms:DescribeKey"];
const encryptData = [
  "kms:Encrypt",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
];

const credentialActions = {
  encrypt: ["kms:Encrypt"],
  decrypt: ["kms:Decrypt"],
  encryptDecrypt: ["kms:Encrypt", "kms:Decrypt"],
};

const tableNames = Object.keys(tableVariables).filter((name): name is TableName => name in tableVariables);

export const eraserNames = Object.keys(eraserQueueVariables).filter(
  (name): name is EraserName => name in eraserQueueVariables,
);

/** The tables in a row of function-grants.ts, in the order of shared/kernel/config.ts. */
export const grantedTables = (grants: Grants): TableName[] => tableNames.filter((name) => grants[name]);

/** Makes IAM statements of a row of function-grants.ts: exact actions on exact resources. */
export function grantStatements(
  grants: Grants,
  { tables, keys, queues, eraserQueues, exportsBucket, recipientsBucket }: Data,
  settings: EnvironmentSettings,
) {
  const levels = grantedTables(grants).flatMap((name) => {
    const level = grants[name];
    return level ? [{ table: tables[name], level }] : [];
  });
  const statements = levels.map(({ table, level }) => tableStatement(table, level));
  if (levels.length > 0) {
    const actions = levels.every(({ level }) => level === "read") ? decryptData : [...decryptData, ...encryptData];
    statements.push(dataKeyStatement(keys.data.keyArn, actions));
  }
  if (grants.credentials) {
    statements.push(credentialsStatement(keys.credentials.keyArn, credentialActions[grants.credentials], settings));
  }
  if (grants.dispatchQueue) {
    statements.push(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [queues.dispatch.queue.queueArn] }));
  }
  if (grants.jobsQueue) {
    statements.push(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [queues.jobs.queue.queueArn] }));
  }
  if (grants.eraserQueues) {
    const resources = eraserNames.map((name) => eraserQueues[name].queueArn);
    statements.push(new PolicyStatement({ actions: ["sqs:SendMessage"], resources }));
  }
  if (grants.batchesQueue) {
    statements.push(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [queues.batches.queue.queueArn] }));
  }
  if (grants.rangesQueue) {
    statements.push(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [queues.ranges.queue.queueArn] }));
  }
  if (grants.numberHash) statements.push(macStatement(keys.numberHash.keyArn));
  if (grants.codePepper) statements.push(macStatement(keys.codePepper.keyArn));
  if (grants.exports) {
    statements.push(
      exportsStatement(exportsBucket.bucketArn, grants.exports),
      documentKeyStatement(keys.data.keyArn, exportsBucket.bucketArn, exportKeyActions[grants.exports]),
    );
  }
  if (grants.recipients) {
    statements.push(
      recipientsStatement(recipientsBucket.bucketArn, grants.recipients),
      documentKeyStatement(keys.data.keyArn, recipientsBucket.bucketArn, recipientKeyActions[grants.recipients]),
    );
  }
  if (grants.snsRoles) statements.push(tenantRolesStatement());
  return statements;
}

const tableStatement = ({ arn, indexArns }: HubTable, level: keyof typeof tableActions) =>
  new PolicyStatement({
    actions: tableActions[level],
    resources: level === "append" ? [arn] : [arn, ...indexArns],
    ...(level === "append" && { conditions: onlyInTransactions }),
  });

/**
 * A function appends a row together with the change that the row records, or not at all (invariant 22). IAM has no condition "only if the
 * row does not exist": PutItem could replace a row, and only the condition in audit-writes.ts prevents that.
 */
const onlyInTransactions = { "ForAnyValue:StringEquals": { "dynamodb:EnclosingOperation": ["TransactWriteItems"] } };

/** DynamoDB uses this key on behalf of its caller. A function can use the key only through DynamoDB. */
const dataKeyStatement = (keyArn: string, actions: string[]) =>
  new PolicyStatement({
    actions,
    resources: [keyArn],
    conditions: { StringEquals: { "kms:ViaService": `dynamodb.${Aws.REGION}.${Aws.URL_SUFFIX}` } },
  });

/** Requires the encryption context that binds a ciphertext to its tenant, its configuration and this environment (invariant 17). */
const credentialsStatement = (keyArn: string, actions: string[], { name }: EnvironmentSettings) =>
  new PolicyStatement({
    actions,
    resources: [keyArn],
    conditions: {
      StringEquals: { "kms:EncryptionContext:environment": name },
      Null: { "kms:EncryptionContext:tenantId": "false", "kms:EncryptionContext:providerConfigId": "false" },
    },
  });

const macStatement = (keyArn: string) =>
  new PolicyStatement({
    actions: ["kms:GenerateMac"],
    resources: [keyArn],
    conditions: { StringEquals: { "kms:MacAlgorithm": "HMAC_SHA_256" } },
  });

const exportActions = { read: ["s3:GetObject"], deleteWrite: ["s3:DeleteObject", "s3:PutObject"] };

/** Grants the documents, not the bucket. Each document is under its tenant's id, and all tenant ids begin with `ten_`. */
const exportsStatement = (bucketArn: string, level: keyof typeof exportActions) =>
  new PolicyStatement({ actions: exportActions[level], resources: [`${bucketArn}/ten_*`] });

const exportKeyActions = { read: ["kms:Decrypt"], deleteWrite: ["kms:GenerateDataKey"] };

const recipientActions = {
  read: ["s3:GetObject"],
  write: ["s3:PutObject"],
  readWrite: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
  deleteReadWrite: ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
};

/** A multipart upload also decrypts its own parts. */
const recipientKeyActions = {
  read: ["kms:Decrypt"],
  write: ["kms:GenerateDataKey"],
  readWrite: ["kms:Decrypt", "kms:GenerateDataKey"],
  deleteReadWrite: ["kms:Decrypt", "kms:GenerateDataKey"],
};

/**
 * S3 uses this key on behalf of its caller, also for a presigned URL. The condition allows it for this bucket only: S3 makes the bucket
 * key under the bucket's ARN.
 */
const documentKeyStatement = (keyArn: string, bucketArn: string, actions: string[]) =>
  new PolicyStatement({
    actions,
    resources: [keyArn],
    conditions: {
      StringEquals: {
        "kms:ViaService": `s3.${Aws.REGION}.${Aws.URL_SUFFIX}`,
        "kms:EncryptionContext:aws:s3:arn": bucketArn,
      },
    },
  });

/** Recipient lists are under their tenants' ids, as exports are. So are the ranges, in a folder that S3 keeps for longer. */
const recipientsStatement = (bucketArn: string, level: keyof typeof recipientActions) =>
  new PolicyStatement({
    actions: recipientActions[level],
    resources: [`${bucketArn}/ten_*`, `${bucketArn}/${rangesFolder}ten_*`],
  });

/**
 * The roles belong to tenants, in accounts unknown to us. The statement requires a name prefix because roles of the hub's own account,
 * CDK's deployment roles among them, may trust the whole account: without it, a caller who sets credentials could make the hub assume one.
 */
const tenantRolesStatement = () =>
  new PolicyStatement({
    actions: ["sts:AssumeRole"],
    resources: [`arn:${Aws.PARTITION}:iam::*:role/${tenantRolePrefix}*`],
    conditions: { Null: { "sts:ExternalId": "false" } },
  });

/** The prefix of a role's name through which a tenant lets the hub publish. */
export const tenantRolePrefix = "phonehub-";

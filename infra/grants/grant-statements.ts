import { Aws } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { rangesFolder } from "../../shared/batches/lists/recipient-file.ts";
import { type EraserName, eraserQueueVariables, type TableName, tableVariables } from "../../shared/kernel/config.ts";
import type { Data } from "../constructs/data.ts";
import type { HubTable } from "../constructs/table.ts";
import type { EnvironmentSettings } from "../environments.ts";
import type { Grants } from "./grants.ts";

const reads = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:ConditionCheckItem"];
/** BatchWriteItem puts and deletes: nothing that the others do not allow one by one. */
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

/** The tables a row of function-grants.ts names, in the order of shared/kernel/config.ts. */
export const grantedTables = (grants: Grants): TableName[] => tableNames.filter((name) => grants[name]);

/** A row of function-grants.ts as IAM statements: exact actions on exact resources. */
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
 * A row is appended together with the change that it tells of, or not at all (invariant 22). IAM knows no condition "only where there is no such
 * row": PutItem may replace one, and audit-writes.ts alone makes sure that it does not.
 */
const onlyInTransactions = { "ForAnyValue:StringEquals": { "dynamodb:EnclosingOperation": ["TransactWriteItems"] } };

/** DynamoDB decrypts on behalf of whoever calls it; only DynamoDB may be the way to this key. */
const dataKeyStatement = (keyArn: string, actions: string[]) =>
  new PolicyStatement({
    actions,
    resources: [keyArn],
    conditions: { StringEquals: { "kms:ViaService": `dynamodb.${Aws.REGION}.${Aws.URL_SUFFIX}` } },
  });

/** Only under the encryption context that binds a ciphertext to its tenant, its config and this environment (invariant 17). */
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

/** The documents, not the bucket: every one lies under its tenant's id, and those begin alike. */
const exportsStatement = (bucketArn: string, level: keyof typeof exportActions) =>
  new PolicyStatement({ actions: exportActions[level], resources: [`${bucketArn}/ten_*`] });

const exportKeyActions = { read: ["kms:Decrypt"], deleteWrite: ["kms:GenerateDataKey"] };

const recipientActions = {
  read: ["s3:GetObject"],
  write: ["s3:PutObject"],
  readWrite: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
  deleteReadWrite: ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
};

/** An upload in parts reads what it wrote. */
const recipientKeyActions = {
  read: ["kms:Decrypt"],
  write: ["kms:GenerateDataKey"],
  readWrite: ["kms:Decrypt", "kms:GenerateDataKey"],
  deleteReadWrite: ["kms:Decrypt", "kms:GenerateDataKey"],
};

/**
 * S3 encrypts and decrypts on behalf of whoever calls it, and of whoever holds an address that was signed for them. Only for this bucket: its own key is
 * made under the bucket's name.
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

/** Lists lie under their tenants' ids, as the documents do; so do the ranges, in a folder that is kept for longer. */
const recipientsStatement = (bucketArn: string, level: keyof typeof recipientActions) =>
  new PolicyStatement({
    actions: recipientActions[level],
    resources: [`${bucketArn}/ten_*`, `${bucketArn}/${rangesFolder}ten_*`],
  });

/**
 * The roles are the tenants', in accounts unknown to us. The name is asked for because roles of this very account may trust it
 * as a whole, CDK's deployment roles among them: without it whoever can set credentials could make the hub act as one.
 */
const tenantRolesStatement = () =>
  new PolicyStatement({
    actions: ["sts:AssumeRole"],
    resources: [`arn:${Aws.PARTITION}:iam::*:role/${tenantRolePrefix}*`],
    conditions: { Null: { "sts:ExternalId": "false" } },
  });

/** How the name of a role must begin through which a tenant lets the hub publish. */
export const tenantRolePrefix = "phonehub-";

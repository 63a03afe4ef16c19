import { describe, expect, test } from "vitest";
import { environments } from "../../../infra/environments.ts";
import { type PolicyStatement, roleStatements } from "./reading/policy-statements.ts";
import { resourcesOf, synthesise } from "./reading/synthesise.ts";

/** True for statements about S3 objects. Objects are created at run time, so a statement names a bucket and the prefix of tenant ids. */
const isOfDocuments = ({ Action }: PolicyStatement) => Action.every((action) => action.startsWith("s3:"));

const isThroughS3 = ({ Condition }: PolicyStatement) => /"kms:ViaService".*"s3\./.test(JSON.stringify(Condition));

const reading = ["GetItem", "BatchGetItem", "Query", "ConditionCheckItem"].map((verb) => `dynamodb:${verb}`);
const appending = "dynamodb:PutItem";

/** The actions that can change or delete an existing row. PutItem is none of them, because audit-writes.ts allows it only for new rows. */
const changesOfRows = (statements: readonly PolicyStatement[]): string[] =>
  statements.flatMap(({ Action }) => Action).filter((action) => action !== appending && !reading.includes(action));

describe.each(Object.values(environments))("permissions of $name", (settings) => {
  const templates = synthesise(settings);
  const statements = roleStatements(templates);
  const including = (action: string) => statements.filter(({ Action }) => Action.some((one) => one.startsWith(action)));

  test("name each action (invariant 23)", () => {
    expect(statements.length).toBeGreaterThan(100);
    for (const { of, Action } of statements)
      for (const action of Action) expect(action, of).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
  });

  test("name resources by ARN, except tenants' roles, which need a name prefix and an external id", () => {
    const wild = statements.filter(({ Resource }) => JSON.stringify(Resource).includes("*"));
    const [documents, roles] = [wild.filter(isOfDocuments), wild.filter((one) => !isOfDocuments(one))];
    expect(roles.length).toBeGreaterThan(0);
    for (const { of, Resource } of documents)
      expect(JSON.stringify(Resource), of).toMatch(/(Exports|Recipients)Bucket.*"\/(ranges\/)?ten_\*"/);
    for (const { of, Action, Resource, Condition } of roles) {
      expect(Action, of).toEqual(["sts:AssumeRole"]);
      expect(JSON.stringify(Resource), of).toContain(":iam::*:role/phonehub-*");
      expect(Condition, of).toEqual({ Null: { "sts:ExternalId": "false" } });
    }
  });

  test("include no managed policy, because AWS can extend one at any time", () => {
    for (const { id, Properties } of resourcesOf(templates, "AWS::IAM::Role")) {
      expect(Properties, id).not.toHaveProperty("ManagedPolicyArns");
    }
  });

  test("never allow a change or deletion of an audit row (invariant 22)", () => {
    const onAudit = statements.filter(({ Resource }) => JSON.stringify(Resource).includes("AuditTable"));
    expect(onAudit.length).toBeGreaterThan(0);
    expect(changesOfRows(onAudit)).toEqual([]);
  });

  test.each(["UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLUpdate"])(
    "count %s on the audit table as a change of a row",
    (action) => {
      const Action = [appending, `dynamodb:${action}`];
      expect(changesOfRows([{ of: "role", Effect: "Allow", Action, Resource: [], Condition: {} }])).toEqual([
        Action[1],
      ]);
    },
  );

  test("allow only GenerateMac with the key that hashes numbers", () => {
    const onKey = statements.filter(({ Resource }) => JSON.stringify(Resource).includes("NumberHashKey"));
    expect(onKey.length).toBeGreaterThan(0);
    for (const { of, Action } of onKey) expect(Action, of).toEqual(["kms:GenerateMac"]);
  });

  test("allow no scan of a table", () => {
    expect(including("dynamodb:Scan")).toEqual([]);
  });

  test("allow the credentials' key only with the context that binds a ciphertext to its owner (invariant 17)", () => {
    const onKey = statements.filter(({ Resource }) => JSON.stringify(Resource).includes("CredentialsKey"));
    expect(onKey.length).toBeGreaterThan(0);
    for (const { of, Action, Condition } of onKey) {
      for (const action of Action) expect(["kms:Encrypt", "kms:Decrypt"], of).toContain(action);
      expect(Condition, of).toEqual({
        StringEquals: { "kms:EncryptionContext:environment": settings.name },
        Null: { "kms:EncryptionContext:tenantId": "false", "kms:EncryptionContext:providerConfigId": "false" },
      });
    }
  });

  test("allow the data key only through DynamoDB, and through S3 for one bucket", () => {
    const onKey = statements.filter(({ Resource }) => JSON.stringify(Resource).includes("DataKey"));
    const [ofDocuments, ofTables] = [onKey.filter(isThroughS3), onKey.filter((one) => !isThroughS3(one))];
    expect(ofTables.length).toBeGreaterThan(0);
    for (const { of, Condition } of ofTables)
      expect(JSON.stringify(Condition), of).toMatch(/"kms:ViaService".*"dynamodb\./);
    expect(ofDocuments.length).toBeGreaterThan(0);
    for (const { of, Action, Condition } of ofDocuments) {
      expect(["kms:Decrypt", "kms:GenerateDataKey"], of).toEqual(expect.arrayContaining([...Action]));
      expect(JSON.stringify(Condition), of).toMatch(/"kms:EncryptionContext:aws:s3:arn".*(Exports|Recipients)Bucket/);
    }
  });

  test("allow encryption to exactly the roles that may put objects, and decryption to those that may get them", () => {
    const roles = new Set(statements.filter(isOfDocuments).map(({ of }) => of));
    expect(roles.size).toBeGreaterThan(5);
    for (const role of roles) {
      const own = statements.filter(({ of }) => of === role);
      const documents = own.filter(isOfDocuments).flatMap(({ Action }) => Action);
      const withKey = own.filter(isThroughS3).flatMap(({ Action }) => Action);
      expect(withKey.includes("kms:Decrypt"), role).toBe(documents.includes("s3:GetObject"));
      expect(withKey.includes("kms:GenerateDataKey"), role).toBe(documents.includes("s3:PutObject"));
    }
  });

  test("allow an audit row only within a transaction, together with the change that it records (invariant 22)", () => {
    const puts = statements.filter(
      ({ Action, Resource }) => Action.includes(appending) && JSON.stringify(Resource).includes("AuditTable"),
    );
    expect(puts.length).toBeGreaterThan(10);
    for (const { of, Condition } of puts)
      expect(Condition, of).toEqual({
        "ForAnyValue:StringEquals": { "dynamodb:EnclosingOperation": ["TransactWriteItems"] },
      });
  });
});

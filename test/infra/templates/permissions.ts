import { describe, expect, test } from "vitest";
import { environments } from "../../../infra/environments.ts";
import { roleStatements } from "./policy-statements.ts";
import { resourcesOf, synthesise } from "./synthesise.ts";

describe.each(Object.values(environments))("what the functions of $name may do", (settings) => {
  const templates = synthesise(settings);
  const statements = roleStatements(templates);
  const including = (action: string) => statements.filter(({ Action }) => Action.some((one) => one.startsWith(action)));

  test("is named action by action (invariant 23)", () => {
    expect(statements.length).toBeGreaterThan(100);
    for (const { of, Action } of statements)
      for (const action of Action) expect(action, of).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
  });

  test("is done to resources by their ARN; only tenants' roles are unknown, and those need a name and an external id", () => {
    const wild = statements.filter(({ Resource }) => JSON.stringify(Resource).includes("*"));
    expect(wild.length).toBeGreaterThan(0);
    for (const { Action, Resource, Condition } of wild) {
      expect(Action).toEqual(["sts:AssumeRole"]);
      expect(JSON.stringify(Resource)).toContain(":iam::*:role/phonehub-*");
      expect(Condition).toEqual({ Null: { "sts:ExternalId": "false" } });
    }
  });

  test("includes no managed policy: those grow without anybody here knowing", () => {
    for (const { Properties } of resourcesOf(templates, "AWS::IAM::Role")) {
      expect(Properties).not.toHaveProperty("ManagedPolicyArns");
    }
  });

  test("never changes or deletes an audit row (invariant 22)", () => {
    const onAudit = statements.filter(({ Resource }) => JSON.stringify(Resource).includes("AuditTable"));
    expect(onAudit.length).toBeGreaterThan(0);
    for (const { Action } of onAudit) expect(Action).toEqual(["dynamodb:PutItem"]);
  });

  test("reads no whole table", () => {
    expect(including("dynamodb:Scan")).toEqual([]);
  });

  test("uses the credentials' key only under the context that binds a ciphertext to its owner (invariant 17)", () => {
    const onKey = statements.filter(({ Resource }) => JSON.stringify(Resource).includes("CredentialsKey"));
    expect(onKey.length).toBeGreaterThan(0);
    for (const { Action, Condition } of onKey) {
      for (const action of Action) expect(["kms:Encrypt", "kms:Decrypt"]).toContain(action);
      expect(Condition).toEqual({
        StringEquals: { "kms:EncryptionContext:environment": settings.name },
        Null: { "kms:EncryptionContext:tenantId": "false", "kms:EncryptionContext:providerConfigId": "false" },
      });
    }
  });

  test("uses the tables' key only through DynamoDB", () => {
    const onKey = statements.filter(({ Resource }) => JSON.stringify(Resource).includes("DataKey"));
    expect(onKey.length).toBeGreaterThan(0);
    for (const { Condition } of onKey) expect(JSON.stringify(Condition)).toMatch(/"kms:ViaService".*"dynamodb\./);
  });
});

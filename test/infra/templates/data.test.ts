import { describe, expect, test } from "vitest";
import { environments } from "../../../infra/environments.ts";
import { tableShapes } from "../../../infra/stacks/tables.ts";
import { resourcesOf, synthesise } from "./reading/synthesise.ts";

const tableIds = Object.values(tableShapes).map(({ logicalId }) => logicalId);

describe.each(Object.values(environments))("data stack of $name", (settings) => {
  const templates = synthesise(settings);
  const tables = resourcesOf(templates, "AWS::DynamoDB::Table");
  // The alarms' key protects no data, so it may be replaced.
  const keys = resourcesOf(templates, "AWS::KMS::Key").filter(({ template }) => template !== "Operations");
  const buckets = resourcesOf(templates, "AWS::S3::Bucket");

  test("has the tables and keys of the design, under logical ids that never change (invariant 28)", () => {
    expect(tables.map(({ id }) => id).sort()).toEqual([
      "ApiKeysTable",
      "AuditTable",
      "BatchesTable",
      "EventsTable",
      "JobsTable",
      "LimitsTable",
      "LookupsTable",
      "MessagesTable",
      "NotificationsTable",
      "OptOutsTable",
      "PreferencesTable",
      "ProviderConfigsTable",
      "TemplatesTable",
      "TenantsTable",
      "VerificationsTable",
    ]);
    expect(tables.map(({ id }) => id).sort()).toEqual(tableIds.sort());
    expect(keys.map(({ id }) => id).sort()).toEqual(["CodePepperKey", "CredentialsKey", "DataKey", "NumberHashKey"]);
    expect([...tables, ...keys].every(({ template }) => template === "Data")).toBe(true);
  });

  test.each(tables)("encrypts $id with the customer's own key", ({ Properties }) => {
    expect(Properties.SSESpecification).toEqual({
      KMSMasterKeyId: { "Fn::GetAtt": ["DataKey", "Arn"] },
      SSEEnabled: true,
      SSEType: "KMS",
    });
  });

  test.each(tables)("restores $id to any second, and bills it by request", ({ Properties }) => {
    expect(Properties.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
    expect(Properties.BillingMode).toBe("PAY_PER_REQUEST");
  });

  test("deletes expired rows from exactly the listed tables", () => {
    const expiring = tables.filter(({ Properties }) => Properties.TimeToLiveSpecification);
    expect(expiring.map(({ id }) => id).sort()).toEqual([
      "ApiKeysTable",
      "EventsTable",
      "JobsTable",
      "LimitsTable",
      "LookupsTable",
      "MessagesTable",
      "NotificationsTable",
      "TemplatesTable",
      "VerificationsTable",
    ]);
    for (const { id, Properties } of expiring) {
      expect(Properties.TimeToLiveSpecification, id).toEqual({ AttributeName: "expiresAt", Enabled: true });
    }
  });

  test("rotates every key except the two whose MACs must stay the same", () => {
    const makesMacs = new Set(["NumberHashKey", "CodePepperKey"]);
    for (const { id, Properties } of keys) {
      expect(Properties, id).toMatchObject(
        makesMacs.has(id) ? { KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" } : { EnableKeyRotation: true },
      );
    }
  });

  test("closes each bucket to the public, requires TLS, and keeps a batch's ranges longer than the 35 days it may wait", () => {
    expect(buckets.map(({ id }) => id).sort()).toEqual(["AccessLogsBucket", "ExportsBucket", "RecipientsBucket"]);
    const expiry = (days: number) => ({
      Status: "Enabled",
      ExpirationInDays: days,
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    });
    for (const { id, Properties } of buckets) {
      expect(Properties.PublicAccessBlockConfiguration, id).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      const ofLists = [
        { ...expiry(7), Prefix: "ten_" },
        { ...expiry(43), Prefix: "ranges/" },
      ];
      const rules: Record<string, unknown> = { AccessLogsBucket: [expiry(30)], RecipientsBucket: ofLists };
      expect(Properties.LifecycleConfiguration, id).toEqual({ Rules: rules[id] ?? [expiry(7)] });
    }
    const policies = resourcesOf(templates, "AWS::S3::BucketPolicy");
    expect(policies).toHaveLength(buckets.length);
    for (const { id, Properties } of policies)
      expect(JSON.stringify(Properties.PolicyDocument), id).toContain('"Bool":{"aws:SecureTransport":"false"}');
  });

  test("encrypts buckets that contain numbers with the customer's own key, and logs access to them", () => {
    const holdNumbers = buckets.filter(({ id }) => id !== "AccessLogsBucket");
    expect(holdNumbers).toHaveLength(2);
    for (const { id, Properties } of holdNumbers) {
      const byDefault = { KMSMasterKeyID: { "Fn::GetAtt": ["DataKey", "Arn"] }, SSEAlgorithm: "aws:kms" };
      expect(Properties.BucketEncryption, id).toEqual({
        ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: byDefault }],
      });
      expect(Properties.LoggingConfiguration, id).toMatchObject({ DestinationBucketName: { Ref: "AccessLogsBucket" } });
    }
  });

  test("lets only S3 write access logs, by the bucket's policy and not by an ACL", () => {
    const [logs] = buckets.filter(({ id }) => id === "AccessLogsBucket");
    expect(logs?.Properties).not.toHaveProperty("AccessControl");
    const policies = resourcesOf(templates, "AWS::S3::BucketPolicy").map(({ Properties }) =>
      JSON.stringify(Properties),
    );
    const [policy = ""] = policies.filter((text) => text.includes('"Bucket":{"Ref":"AccessLogsBucket"}'));
    expect(policy).toContain('"Principal":{"Service":"logging.s3.amazonaws.com"}');
    expect(policy.match(/"Effect":"Allow"/g)).toHaveLength(2);
  });

  test(settings.retainData ? "keeps its resources after its own deletion" : "deletes its resources with itself", () => {
    for (const resource of [...tables, ...keys, ...buckets]) {
      expect(resource.DeletionPolicy, resource.id).toBe(settings.retainData ? "Retain" : "Delete");
      expect(resource.UpdateReplacePolicy, resource.id).toBe(settings.retainData ? "Retain" : "Delete");
    }
    for (const { id, Properties } of tables) expect(Properties.DeletionProtectionEnabled, id).toBe(settings.retainData);
  });
});

import { beforeAll, expect, inject, test } from "vitest";
import { tenantIdFrom } from "../../shared/identity/tenants/tenant.ts";
import { scopeOf } from "../../shared/kernel/ids.ts";
import { readPreferences, readPreferencesOfNumber } from "../../shared/preferences/preference-reads.ts";
import { markNumberVerified, replacePreferences } from "../../shared/preferences/preference-writes.ts";
import { onlyAllowing } from "../support/channels.ts";
import { createTables } from "../support/tables/dynamo-tables.ts";

beforeAll(async () => {
  Object.assign(process.env, {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_DYNAMODB: inject("dynamodbEndpoint"),
  });
  await createTables(["preferences"]);
});

const tenantId = tenantIdFrom("ten_test");
if (!tenantId) throw new Error("No tenant id");
const scope = scopeOf(tenantId, "live");
const number = "+14155550123";

const withNumber = async (userId: string) => {
  const read = await readPreferences(scope, userId);
  const next = { ...read, number, numberVerifiedAt: null, revision: read.revision + 1 };
  expect(await replacePreferences(read, next, null)).toBe(true);
  return next;
};

test("markNumberVerified marks a proven number, and makes a concurrent stale write fail", async () => {
  const read = await withNumber("ana");
  expect(await markNumberVerified(scope, "ana", number)).toBe(true);
  expect(await readPreferences(scope, "ana")).toMatchObject({ number, numberVerifiedAt: expect.any(String) });
  expect(await replacePreferences(read, { ...read, ...onlyAllowing("sms"), revision: 2 }, null)).toBe(false);
});

test("markNumberVerified finds the number in its other form (invariant 32)", async () => {
  const read = await readPreferences(scope, "eva");
  await replacePreferences(read, { ...read, number: "+5491123456785", revision: 1 }, null);
  expect(await readPreferencesOfNumber(scope, "+541123456785")).toMatchObject([{ userId: "eva" }]);
  expect(await markNumberVerified(scope, "eva", "+541123456785")).toBe(true);
});

test("markNumberVerified ignores a number other than the stored one", async () => {
  await withNumber("ben");
  expect(await markNumberVerified(scope, "ben", "+14155550999")).toBe(false);
  expect(await markNumberVerified(scope, "nobody", number)).toBe(false);
  expect((await readPreferences(scope, "ben")).numberVerifiedAt).toBeNull();
  expect(await readPreferences(scope, "nobody")).toMatchObject({ number: null, revision: 0 });
});

import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { KeyRing, KmsKey } from "../../../infra/local/kms/keys.ts";
import { startKms } from "../../../infra/local/kms/kms-server.ts";
import { variables } from "../../../shared/kernel/config.ts";
import { scopeOf, type TenantId } from "../../../shared/kernel/ids.ts";
import { codeMac, equalMacs, innerMac } from "../../../shared/verifications/engines/code-mac.ts";

const key: KmsKey = {
  id: "pepper",
  arn: "arn:aws:kms:eu-central-1:000000000000:key/pepper",
  enabled: true,
  usage: "GENERATE_VERIFY_MAC",
  spec: "HMAC_256",
  material: randomBytes(32),
};
const ring: KeyRing = { find: () => key, usable: () => key };
let kms: Awaited<ReturnType<typeof startKms>>;

beforeAll(async () => {
  kms = await startKms(ring);
  Object.assign(process.env, {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_KMS: kms.url,
    [variables.codePepper]: "pepper",
  });
});
afterAll(() => kms.close());

const tenant = "ten_one" as TenantId;
const usual = {
  scope: scopeOf(tenant, "live"),
  id: `ver_${"A".repeat(32)}`,
  code: "123456",
  to: "+14155550123",
  purpose: "login",
};
const macOf = async ({ scope, id, code, ...bound }: typeof usual): Promise<string> =>
  codeMac(await innerMac(scope, id, code), bound);

test("codeMac() depends on tenant, mode, verification, number, purpose and code (invariant 13)", async () => {
  const others: (typeof usual)[] = [
    { ...usual, scope: scopeOf("ten_two" as TenantId, "live") },
    { ...usual, scope: scopeOf(tenant, "test") },
    { ...usual, id: `ver_${"B".repeat(32)}` },
    { ...usual, code: "123457" },
    { ...usual, to: "+14155550124" },
    { ...usual, purpose: "registration" },
    // The same characters, divided between the parts in another way.
    { ...usual, id: `${usual.id}1`, code: "23456" },
    { ...usual, to: `${usual.to}l`, purpose: "ogin" },
  ];
  const macs = await Promise.all([usual, ...others].map(macOf));
  expect(new Set(macs).size).toBe(others.length + 1);
  expect(await macOf(usual)).toBe(macs[0]);
  for (const mac of macs) expect(mac).not.toContain("123456");
});

test("equalMacs() is false for a missing or shorter stored MAC", async () => {
  const mac = await macOf(usual);
  expect(equalMacs(mac, mac)).toBe(true);
  expect(equalMacs(undefined, mac)).toBe(false);
  expect(equalMacs("", mac)).toBe(false);
  expect(equalMacs(mac.slice(1), mac)).toBe(false);
});

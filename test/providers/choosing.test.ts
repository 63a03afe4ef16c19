import { build } from "esbuild";
import { expect, test, vi } from "vitest";
import type { ProviderCredentials } from "../../shared/providers/credentials.ts";
import { accountFor } from "../../shared/providers/open-account.ts";
import { callPlacerFor } from "../../shared/providers/open-calls.ts";
import { lookupsFor } from "../../shared/providers/open-lookups.ts";
import { messageSenderFor } from "../../shared/providers/open-messages.ts";
import { numbersFor } from "../../shared/providers/open-numbers.ts";
import { verificationsFor } from "../../shared/providers/open-verifications.ts";
import { credentials } from "./twilio/twilio-answers.ts";

const settings = { testMode: false, senderId: null, smsType: "Transactional", maxPriceUsd: null } as const;
const twilio = async (): Promise<ProviderCredentials> => ({ provider: "twilio", ...credentials });
const sns = async (): Promise<ProviderCredentials> => ({
  provider: "sns",
  region: "eu-central-1",
  accessKeyId: "AKIAEXAMPLEEXAMPLE00",
  secretAccessKey: "secret-of-an-example",
});

const verifyServiceSid = `VA${"0".repeat(32)}`;

test("messageSenderFor() returns the sender of the configuration's provider", async () => {
  expect((await messageSenderFor({ ...settings, provider: "twilio" }, twilio)).name).toBe("twilio");
  expect((await messageSenderFor({ ...settings, provider: "sns" }, sns)).name).toBe("sns");
});

// Invariant 21: a test costs nothing at a provider.
test("messageSenderFor() in test mode asks no provider and decrypts no credential", async () => {
  const load = vi.fn(twilio);
  const inTest = { ...settings, provider: "twilio", testMode: true } as const;
  expect((await messageSenderFor(inTest, load)).name).toBe("test");
  expect(await lookupsFor(inTest, load)).toBeNull();
  expect(await numbersFor(inTest, load)).toBeNull();
  expect(await verificationsFor({ ...inTest, verifyServiceSid }, load)).toBeNull();
  expect(await callPlacerFor(inTest, load)).not.toBeNull();
  expect(load).not.toHaveBeenCalled();
});

test("the role functions return null for a role that the provider lacks", async () => {
  expect(await lookupsFor({ ...settings, provider: "sns" }, sns)).toBeNull();
  expect(await numbersFor({ ...settings, provider: "sns" }, sns)).toBeNull();
  expect(await lookupsFor({ ...settings, provider: "twilio" }, twilio)).not.toBeNull();
  expect(await numbersFor({ ...settings, provider: "twilio" }, twilio)).not.toBeNull();
  expect(await callPlacerFor({ ...settings, provider: "sns" }, sns)).toBeNull();
  expect(await callPlacerFor({ ...settings, provider: "twilio" }, twilio)).not.toBeNull();
  expect(await verificationsFor({ ...settings, provider: "sns", verifyServiceSid }, sns)).toBeNull();
  expect(await verificationsFor({ ...settings, provider: "twilio", verifyServiceSid: null }, twilio)).toBeNull();
  expect(await verificationsFor({ ...settings, provider: "twilio", verifyServiceSid }, twilio)).not.toBeNull();
  expect(await accountFor(await sns())).toHaveProperty("describe");
  expect(await accountFor(await twilio())).toHaveProperty("describe");
});

test("messageSenderFor() never uses credentials of another provider", async () => {
  await expect(messageSenderFor({ ...settings, provider: "twilio" }, sns)).rejects.toThrow(/sns/);
  await expect(messageSenderFor({ ...settings, provider: "sns" }, twilio)).rejects.toThrow(/twilio/);
});

test("messageSenderFor() bundle runs the AWS SDK for SNS only when SNS sends", async () => {
  const { outputFiles } = await build({
    entryPoints: ["shared/providers/open-messages.ts"],
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    mainFields: ["module", "main"],
  });
  const code = outputFiles[0]?.text ?? "";
  const start = code.indexOf('"node_modules/@aws-sdk/client-sns/dist-es/SNSClient.js"() {');
  expect(start).toBeGreaterThan(0);
  expect(code.slice(0, start)).toMatch(/__esm\(\{\s*$/);
});

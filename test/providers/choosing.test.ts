import { build } from "esbuild";
import { expect, test, vi } from "vitest";
import type { ProviderCredentials } from "../../shared/providers/credentials.ts";
import { openAccount } from "../../shared/providers/open-account.ts";
import { openCalls } from "../../shared/providers/open-calls.ts";
import { openLookups } from "../../shared/providers/open-lookups.ts";
import { openMessages } from "../../shared/providers/open-messages.ts";
import { openNumbers } from "../../shared/providers/open-numbers.ts";
import { openVerifications } from "../../shared/providers/open-verifications.ts";
import { exampleCredentials } from "./example-credentials.ts";

const settings = { testMode: false, senderId: null, smsType: "Transactional", maxPriceUsd: null } as const;
const twilio = async (): Promise<ProviderCredentials> => exampleCredentials.twilio;
const sns = async (): Promise<ProviderCredentials> => exampleCredentials.sns;

const message = { channel: "sms", to: "+14155550101", from: null, body: "Hello", mediaUrls: [] } as const;
const verifyServiceSid = `VA${"0".repeat(32)}`;

test("openMessages() returns the sender of the configuration's provider", async () => {
  // Twilio reports a message's status on request. SNS does not.
  expect(await openMessages({ ...settings, provider: "twilio" }, twilio)).toHaveProperty("fetch");
  expect(await openMessages({ ...settings, provider: "sns" }, sns)).not.toHaveProperty("fetch");
});

// Invariant 21: a test message costs nothing at a provider.
test("openMessages() in test mode calls no provider and decrypts no credential", async () => {
  const load = vi.fn(twilio);
  const inTest = { ...settings, provider: "twilio", testMode: true } as const;
  expect(await (await openMessages(inTest, load)).send(message)).toMatchObject({
    kind: "accepted",
    providerMessageId: expect.stringMatching(/^TM/),
  });
  expect(await openLookups(inTest, load)).toBeNull();
  expect(await openNumbers(inTest, load)).toBeNull();
  expect(await openVerifications({ ...inTest, verifyServiceSid }, load)).toBeNull();
  expect(await openCalls(inTest, load)).not.toBeNull();
  expect(load).not.toHaveBeenCalled();
});

test("openLookups() and the other role functions return null for a role that the provider lacks", async () => {
  expect(await openLookups({ ...settings, provider: "sns" }, sns)).toBeNull();
  expect(await openNumbers({ ...settings, provider: "sns" }, sns)).toBeNull();
  expect(await openLookups({ ...settings, provider: "twilio" }, twilio)).not.toBeNull();
  expect(await openNumbers({ ...settings, provider: "twilio" }, twilio)).not.toBeNull();
  expect(await openCalls({ ...settings, provider: "sns" }, sns)).toBeNull();
  expect(await openCalls({ ...settings, provider: "twilio" }, twilio)).not.toBeNull();
  expect(await openVerifications({ ...settings, provider: "sns", verifyServiceSid }, sns)).toBeNull();
  expect(await openVerifications({ ...settings, provider: "twilio", verifyServiceSid: null }, twilio)).toBeNull();
  expect(await openVerifications({ ...settings, provider: "twilio", verifyServiceSid }, twilio)).not.toBeNull();
  expect(await openAccount(await sns())).toHaveProperty("describe");
  expect(await openAccount(await twilio())).toHaveProperty("describe");
});

test("openMessages() never uses credentials of another provider", async () => {
  await expect(openMessages({ ...settings, provider: "twilio" }, sns)).rejects.toThrow(/sns/);
  await expect(openMessages({ ...settings, provider: "sns" }, twilio)).rejects.toThrow(/twilio/);
});

test("openMessages() bundle runs the AWS SDK for SNS only when SNS sends", async () => {
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

import { readFile } from "node:fs/promises";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { trim, trimAliases } from "../../../infra/bundling/trim.ts";

/** The SDK gives no notice of changes to these paths, so this test must show when a new version moves them. */
const paths = [
  ["base/Version", "default"],
  ["rest/api/v2010/account/message", "MessageListInstance"],
  ["rest/api/v2010/account/message/media", "MediaListInstance"],
  ["rest/api/v2010/account/incomingPhoneNumber", "IncomingPhoneNumberListInstance"],
  ["rest/api/v2010/account/balance", "BalanceListInstance"],
  ["rest/lookups/v2/phoneNumber", "PhoneNumberListInstance"],
  ["rest/verify/v2/service/verification", "VerificationListInstance"],
  ["rest/verify/v2/service/verificationCheck", "VerificationCheckListInstance"],
  ["rest/api/v2010/account/call", "CallListInstance"],
] as const;

test.each(paths)("Twilio SDK twilio/lib/%s still exports %s", async (path, name) => {
  const module: Record<string, unknown> = await import(`twilio/lib/${path}.js`);
  expect(module[name] ?? module.default).toBeTypeOf("function");
});

test("Twilio SDK has the version that these paths were checked for", async () => {
  const { version } = JSON.parse(await readFile("node_modules/twilio/package.json", "utf8"));
  expect(version).toBe("6.2.0");
});

const bundled = async (file: string) => {
  const { metafile, outputFiles } = await build({
    entryPoints: [`shared/providers/${file}`],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    mainFields: ["module", "main"],
    plugins: [trim],
    alias: { ...trimAliases },
  });
  return { inputs: Object.keys(metafile.inputs), bytes: outputFiles[0]?.contents.length ?? 0 };
};

test.each([
  ["messages", /lookups|incomingPhoneNumber|call\.js|verify/, 60_000],
  ["verifications", /lookups|incomingPhoneNumber|message|call\.js/, 40_000],
  ["calls", /lookups|incomingPhoneNumber|message\.js|verify/, 50_000],
])("Twilio SDK role %s bundles neither the SDK's client nor another role", async (role, others, mostBytes) => {
  const { inputs, bytes } = await bundled(`twilio/twilio-${role}.ts`);
  const ofTheSdk = inputs.filter((input) => input.includes("node_modules/twilio"));
  expect(ofTheSdk.filter((input) => /RequestClient|axios|Twilio\.js/.test(input) || others.test(input))).toEqual([]);
  expect(bytes).toBeLessThan(mostBytes);
});

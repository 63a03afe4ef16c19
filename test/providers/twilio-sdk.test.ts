import { readFile } from "node:fs/promises";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** The SDK's own notice says nothing of these paths: a new version must show here what it moved. */
const paths = [
  ["base/Version", "default"],
  ["rest/api/v2010/account/message", "MessageListInstance"],
  ["rest/api/v2010/account/message/media", "MediaListInstance"],
  ["rest/api/v2010/account/incomingPhoneNumber", "IncomingPhoneNumberListInstance"],
  ["rest/api/v2010/account/balance", "BalanceListInstance"],
  ["rest/lookups/v2/phoneNumber", "PhoneNumberListInstance"],
] as const;

test.each(paths)("twilio/lib/%s still exports %s", async (path, name) => {
  const module: Record<string, unknown> = await import(`twilio/lib/${path}.js`);
  expect(module[name] ?? module.default).toBeTypeOf("function");
});

test("the SDK is the version these paths were checked for", async () => {
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
  });
  return { inputs: Object.keys(metafile.inputs), bytes: outputFiles[0]?.contents.length ?? 0 };
};

test("a role takes along neither the SDK's client nor another role", async () => {
  const { inputs, bytes } = await bundled("twilio/twilio-messages.ts");
  expect(inputs.filter((input) => /RequestClient|axios|Twilio\.js|lookups|incomingPhoneNumber/.test(input))).toEqual(
    [],
  );
  expect(bytes).toBeLessThan(60_000);
});

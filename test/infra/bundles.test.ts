import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Metafile } from "esbuild";
import { beforeAll, describe, expect, test } from "vitest";
import { bundleFunctions, entryOf } from "../../infra/bundling/bundle.ts";
import { functionNames } from "../../infra/functions.ts";
import { grantsOf } from "../../infra/grants/function-grants.ts";
import { needsOfBundle, needsOfRow } from "../../infra/grants/needs-of-modules.ts";
import { synthesise } from "../../infra/local/synthesise.ts";
import { byteCeiling } from "../tools/bench/bundles/byte-ceilings.ts";

const written = functionNames.filter((name) => existsSync(entryOf(name)));
let bundles: string;
let metafile: Metafile;

/** The bundles that `npm start` serves. An earlier start may have built them already. */
beforeAll(async () => {
  const made = dirname(await synthesise(process.cwd(), join(".phonehub", "cache")));
  bundles = join(made, "functions");
  metafile = JSON.parse(readFileSync(join(made, "metafile.json"), "utf8"));
}, 300_000);

describe.each(written)("bundle of %s", (name) => {
  test("needs exactly the grants in its row of function-grants.ts (invariant 23)", () => {
    expect(needsOfBundle(metafile, name)).toEqual(needsOfRow(grantsOf(name)).sort());
  });

  test("stays below its byte ceiling", () => {
    expect(statSync(join(bundles, name, "index.js")).size).toBeLessThanOrEqual(byteCeiling(name));
  });

  test("contains no dynamic import", () => {
    expect(readFileSync(join(bundles, name, "index.js"), "utf8")).not.toMatch(/[^\w.$]import\(/);
  });
});

test("bundles contain the map of time zones only for functions that apply quiet hours", () => {
  const map = "shared/numbers/time-zones/zones-by-prefix.ts";
  const holding = Object.values(metafile.outputs).filter(({ inputs }) => (inputs[map]?.bytesInOutput ?? 0) > 0);
  const entries = new Set(holding.map(({ entryPoint }) => entryPoint));
  expect(written.filter((name) => entries.has(entryOf(name))).sort()).toEqual([
    "messages/preview-message",
    "messages/resend-message",
    "messages/send-message",
    "notifications/notify-user",
    "workers/run-batch-ranges",
  ]);
});

test("bundleFunctions() names a function without a handler", async () => {
  await expect(bundleFunctions({ outDir: bundles, only: ["messages/no-such-thing"] })).rejects.toThrow(
    "functions/messages/no-such-thing.ts",
  );
});

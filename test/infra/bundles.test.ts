import { existsSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Metafile } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleFunctions, entryOf } from "../../infra/bundle.ts";
import { grantsOf } from "../../infra/function-grants.ts";
import { functionNames } from "../../infra/functions.ts";
import { needsOfBundle, needsOfRow } from "../../infra/module-grants.ts";
import { byteCeiling } from "../tools/bench/byte-ceilings.ts";

const written = functionNames.filter((name) => existsSync(entryOf(name)));
let outDir: string;
let metafile: Metafile;

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), "phonehub-bundles-"));
  metafile = await bundleFunctions({ outDir, only: written });
}, 300_000);
afterAll(() => rm(outDir, { recursive: true }));

describe.each(written)("the bundle of %s", (name) => {
  test("needs exactly what its row in function-grants.ts grants (invariant 23)", () => {
    expect(needsOfBundle(metafile, name)).toEqual(needsOfRow(grantsOf(name)).sort());
  });

  test("stays below its ceiling", () => {
    expect(statSync(join(outDir, name, "index.js")).size).toBeLessThanOrEqual(byteCeiling(name));
  });
});

test("a function without a handler is named", async () => {
  await expect(bundleFunctions({ outDir, only: ["messages/no-such-thing"] })).rejects.toThrow(
    "functions/messages/no-such-thing.ts",
  );
});

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { freshBundles } from "../../infra/bundling/fresh-bundles.ts";

const outDir = mkdtempSync(join(tmpdir(), "phonehub-fresh-"));
afterAll(() => rmSync(outDir, { recursive: true }));

const note = join(outDir, "made-from.json");
const bundle = join(outDir, "service/get-health/index.js");
const make = () => freshBundles(outDir, ["service/get-health"]);
const edit = (change: (text: string) => string) => writeFileSync(note, change(readFileSync(note, "utf8")));

describe("freshBundles()", () => {
  test("bundles once, and not again from the same sources and packages", async () => {
    await make();
    const { mtimeMs } = statSync(bundle);
    await make();
    expect(statSync(bundle).mtimeMs).toBe(mtimeMs);
    expect(Object.keys(JSON.parse(readFileSync(note, "utf8")).packages).length).toBeGreaterThan(5);
  });

  test.each([
    ["a bundle is gone", () => rmSync(bundle)],
    ["a source has changed", () => edit((text) => text.replace(/"digest":"\w/, '"digest":"-'))],
    ["a file of a package has changed", () => edit((text) => text.replace(/(node_modules[^"]+":")\d/, "$1-"))],
    [
      "a file of a package is gone",
      () => edit((text) => text.replace(/node_modules([^"]+)":"/, 'node_modules/gone$1":"')),
    ],
    ["its record is truncated", () => edit((text) => text.slice(0, 100))],
  ])("bundles again when %s", async (_, change) => {
    await make();
    writeFileSync(bundle, "older");
    change();
    await make();
    expect(readFileSync(bundle, "utf8")).not.toBe("older");
  });
});

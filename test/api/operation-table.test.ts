import { readFile } from "node:fs/promises";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { operationTableSource } from "../../shared/api/openapi/operation-table-source.ts";
import { registry } from "../../shared/api/registry.ts";

test("operation-table.ts equals the table from the registry (to update: `npm run openapi`)", async () => {
  const committed = await readFile(new URL("../../shared/api/operation-table.ts", import.meta.url), "utf8");
  expect(committed).toBe(operationTableSource());
});

test("registry exports every operation under its id, where the client's types look it up", async () => {
  const capabilities = [...new Set(registry.map(({ capability }) => capability))];
  const modules = await Promise.all(capabilities.map((name) => import(`../../shared/api/operations/${name}.ts`)));
  for (const { operation } of registry) {
    expect(modules.some((module) => module[operation.id] === operation)).toBe(true);
  }
});

test("client bundle contains neither zod nor a schema", async () => {
  const { metafile } = await build({
    entryPoints: ["shared/api/client/client.ts"],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    outdir: "dist",
    minify: true,
  });
  expect(Object.keys(metafile.inputs).sort()).toEqual([
    "shared/api/client/client-answer.ts",
    "shared/api/client/client-errors.ts",
    "shared/api/client/client-request.ts",
    "shared/api/client/client.ts",
    "shared/api/operation-table.ts",
  ]);
  expect(Object.values(metafile.outputs)[0]?.bytes).toBeLessThan(10_000);
});

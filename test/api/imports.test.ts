import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const folder = "shared/api";

// The tool that writes the document is no part of it.
const files = readdirSync(folder).filter((file) => file !== "write-openapi.ts");

test.each(files)("%s imports zod's packages and its own folder alone: the client is built of it", (file) => {
  const text = readFileSync(join(folder, file), "utf8");
  const imported = [...text.matchAll(/^(?:import|export) [^;]*?from "([^"]+)"/gm)].map(([, from = ""]) => from);
  expect(imported.filter((from) => !/^(?:\.\/|zod(?:\/|$)|zod-openapi$)/.test(from))).toEqual([]);
});

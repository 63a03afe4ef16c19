import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const folder = "shared/api";

// The tool that writes the document is no part of it.
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !file.endsWith("write-openapi.ts"),
);

const ofProviders = ["shared/providers/manifests.ts", "shared/providers/credential-schemas.ts"];

test.each(files)(
  "%s imports zod's packages, its own folder, and what providers are and take, alone: the client is built of it",
  (file) => {
    const text = readFileSync(join(folder, file), "utf8");
    const imported = [...text.matchAll(/^(?:import|export) [^;]*?from "([^"]+)"/gm)].map(([, from = ""]) => from);
    const isOwn = (from: string) => {
      const path = join(folder, dirname(file), from);
      return from.startsWith(".") && (path.startsWith(`${folder}/`) || ofProviders.includes(path));
    };
    expect(imported.filter((from) => !isOwn(from) && !/^zod(?:\/|$)|^zod-openapi$/.test(from))).toEqual([]);
  },
);

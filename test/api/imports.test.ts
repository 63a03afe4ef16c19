import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const folder = "shared/api";

// The program that writes the document does not belong to the contract.
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !file.endsWith("write-openapi.ts"),
);

const ofProviders = ["shared/providers/manifests.ts", "shared/providers/credential-schemas.ts"];

test.each(files)(
  "%s of shared/api imports only zod's packages, its own folder, and the providers' manifests and credential schemas",
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

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What bundles and templates are made from. */
const sources = ["package.json", "package-lock.json", "cdk.json", "tsconfig.json", "infra", "functions", "shared"];

/** Of infra/local, these alone decide what is made: the rest serves it. */
const localSources = ["local-settings.ts", "synthesise.ts"];

/** A hash over everything that bundles and templates are made from. */
export function sourceDigest(root: string): string {
  const hash = createHash("sha256");
  for (const file of sources.flatMap((source) => filesBelow(root, source))) {
    hash.update(`\n${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

function filesBelow(root: string, path: string): string[] {
  const local = join("infra", "local");
  if (path === local) return localSources.map((file) => join(local, file));
  const entries = readEntries(join(root, path));
  if (!entries) return [path];
  const making = entries.filter(({ name }) => !name.endsWith(".md"));
  return making.sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap(({ name }) => filesBelow(root, join(path, name)));
}

/** Undefined: it is a file. */
function readEntries(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return undefined;
  }
}

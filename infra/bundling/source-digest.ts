import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The inputs of bundles and templates. */
const sources = ["package.json", "package-lock.json", "cdk.json", "tsconfig.json", "infra", "functions", "shared"];

/** The only files of infra/local that change bundles or templates. The others serve them. */
const localSources = ["local-settings.ts", "synthesise.ts"];

/** A hash of all inputs of bundles and templates: 16 hexadecimal digits. */
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
  const inputs = entries.filter(({ name }) => !name.endsWith(".md"));
  return inputs.sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap(({ name }) => filesBelow(root, join(path, name)));
}

/** Undefined if the path is a file. */
function readEntries(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return undefined;
  }
}

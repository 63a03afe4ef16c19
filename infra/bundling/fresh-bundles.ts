import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Metafile } from "esbuild";
import * as z from "zod";
import type { FunctionName } from "../../shared/api/registry.ts";
import { functionNames } from "../functions.ts";
import { bundleFunctions } from "./bundle.ts";
import { sourceDigest } from "./source-digest.ts";

const root = resolve(import.meta.dirname, "../..");

/** What the bundles beside it were made from. */
const MadeFrom = z.object({
  /** Of our own files. */
  digest: z.string(),
  /** Of each file of a package, its size and time. */
  packages: z.record(z.string(), z.string()),
});

/**
 * Bundles functions into `outDir`, unless the bundles there were made from just these sources and packages: `cdk deploy` after
 * `cdk diff`, or for a second environment, saves the seconds. Throws what `bundleFunctions` throws.
 */
export async function freshBundles(outDir: string, names: readonly FunctionName[] = functionNames): Promise<void> {
  const note = join(outDir, "made-from.json");
  if (names.every((name) => existsSync(join(outDir, name, "index.js"))) && isTrue(note)) return;
  // The note is deleted first and written last: after an interrupted run, the next run bundles again.
  rmSync(note, { force: true });
  const digest = sourceDigest(root);
  const metafile = await bundleFunctions({ outDir, only: names });
  const packages = Object.fromEntries(packageFiles(metafile).map((file) => [file, versionOf(file)]));
  writeFileSync(note, JSON.stringify({ digest, packages } satisfies z.infer<typeof MadeFrom>));
}

function isTrue(note: string): boolean {
  const made = readNote(note);
  if (!made || made.digest !== sourceDigest(root)) return false;
  return Object.entries(made.packages).every(([file, version]) => version === versionOf(file));
}

/** Undefined where there is none that can be read: the bundles are made again then. */
function readNote(note: string): z.infer<typeof MadeFrom> | undefined {
  try {
    return MadeFrom.parse(JSON.parse(readFileSync(note, "utf8")));
  } catch {
    return undefined;
  }
}

/** All that went into a bundle, what it loads on demand included. */
const packageFiles = ({ inputs, outputs }: Metafile): string[] =>
  [...new Set([inputs, ...Object.values(outputs).map((output) => output.inputs)].flatMap(Object.keys))].filter((file) =>
    file.includes("node_modules/"),
  );

/** "" where there is no such file. */
function versionOf(file: string): string {
  const found = statSync(join(root, file), { throwIfNoEntry: false });
  return found ? `${found.size} ${found.mtimeMs}` : "";
}

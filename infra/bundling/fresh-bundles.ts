import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Metafile } from "esbuild";
import * as z from "zod";
import type { FunctionName } from "../../shared/api/registry.ts";
import { functionNames } from "../functions.ts";
import { bundleFunctions } from "./bundle.ts";
import { sourceDigest } from "./source-digest.ts";

const root = resolve(import.meta.dirname, "../..");

/** The inputs of the bundles in the same folder. */
const MadeFrom = z.object({
  /** A hash of the project's own files. */
  digest: z.string(),
  /** The size and time of each file of a package. */
  packages: z.record(z.string(), z.string()),
});

/**
 * Bundles functions into `outDir`, unless the bundles there come from exactly these sources and packages. This saves seconds in a
 * `cdk deploy` after a `cdk diff`, or for a second environment. Throws the errors of `bundleFunctions`.
 */
export async function freshBundles(outDir: string, names: readonly FunctionName[] = functionNames): Promise<void> {
  const note = join(outDir, "made-from.json");
  if (names.every((name) => existsSync(join(outDir, name, "index.js"))) && isUpToDate(note)) return;
  // The note is deleted first and written last: after an interrupted run, the next run bundles again.
  rmSync(note, { force: true });
  const digest = sourceDigest(root);
  const metafile = await bundleFunctions({ outDir, only: names });
  const packages = Object.fromEntries(packageFiles(metafile).map((file) => [file, versionOf(file)]));
  writeFileSync(note, JSON.stringify({ digest, packages } satisfies z.infer<typeof MadeFrom>));
}

function isUpToDate(note: string): boolean {
  const made = readNote(note);
  if (!made || made.digest !== sourceDigest(root)) return false;
  return Object.entries(made.packages).every(([file, version]) => version === versionOf(file));
}

/** Undefined if there is no readable note. The caller then bundles again. */
function readNote(note: string): z.infer<typeof MadeFrom> | undefined {
  try {
    return MadeFrom.parse(JSON.parse(readFileSync(note, "utf8")));
  } catch {
    return undefined;
  }
}

/** The files of packages in all bundles, including the files that a bundle loads on demand. */
const packageFiles = ({ inputs, outputs }: Metafile): string[] =>
  [...new Set([inputs, ...Object.values(outputs).map((output) => output.inputs)].flatMap(Object.keys))].filter((file) =>
    file.includes("node_modules/"),
  );

/** Empty if the file does not exist. */
function versionOf(file: string): string {
  const found = statSync(join(root, file), { throwIfNoEntry: false });
  return found ? `${found.size} ${found.mtimeMs}` : "";
}

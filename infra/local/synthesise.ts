import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { sourceDigest } from "../bundling/source-digest.ts";
import { localSettings } from "./local-settings.ts";

/** The number of assemblies to keep. Older ones are removed. A hub that runs with one of these keeps its files. */
const keptAssemblies = 4;

/**
 * Returns the folder of the local hub's cloud assembly. It makes bundles and templates in this process as `cdk deploy` does, and keeps
 * them until one of their sources changes. The bundles are beside the assembly in `functions`, esbuild's metafile in `metafile.json`.
 */
export async function synthesise(root: string, cacheDir: string, onMaking?: () => void): Promise<string> {
  const finished = join(cacheDir, sourceDigest(root));
  if (existsSync(finished)) {
    utimesSync(finished, new Date(), new Date());
    return join(finished, "cdk.out");
  }
  onMaking?.();
  const unfinished = `${finished}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  try {
    await make(root, unfinished);
    rename(unfinished, finished);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  removeOldest(cacheDir);
  return join(finished, "cdk.out");
}

/** If another process was faster, its result is just as good. */
function rename(from: string, to: string) {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

const CdkJson = z.object({ context: z.record(z.string(), z.unknown()).default({}) });

async function make(root: string, directory: string): Promise<void> {
  const bundles = join(directory, "functions");
  // CDK takes a second to load. Meanwhile esbuild bundles in a process of its own.
  const [{ App }, { bundledCode }, { definePhoneHub }, metafile] = await Promise.all([
    import("aws-cdk-lib"),
    import("../constructs/hub-function.ts"),
    import("../phonehub-app.ts"),
    import("../bundling/bundle.ts").then(({ bundleFunctions }) => bundleFunctions({ outDir: bundles })),
  ]);
  writeFileSync(join(directory, "metafile.json"), JSON.stringify(metafile));
  const { context } = CdkJson.parse(JSON.parse(readFileSync(join(root, "cdk.json"), "utf8")));
  const app = new App({
    outdir: join(directory, "cdk.out"),
    analyticsReporting: false,
    // The CDK command adds these paths automatically. The short names of functions and tables come from them.
    context: { ...context, "aws:cdk:enable-path-metadata": true },
  });
  definePhoneHub(app, localSettings, bundledCode(bundles));
  app.synth();
}

function removeOldest(cacheDir: string) {
  const oldestFirst = readdirSync(cacheDir)
    .map((name) => join(cacheDir, name))
    .sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs);
  for (const directory of oldestFirst.slice(0, -keptAssemblies)) rmSync(directory, { recursive: true, force: true });
}

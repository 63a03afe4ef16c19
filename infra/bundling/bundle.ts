import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { type BuildOptions, build, type Metafile } from "esbuild";
import type { FunctionName } from "../../shared/api/registry.ts";
import { functionNames } from "../functions.ts";
import { onDemand, onDemandModules, onDemandName, placeOnDemandFiles } from "./on-demand.ts";
import { trim, trimAliases } from "./trim.ts";

const root = resolve(import.meta.dirname, "../..");

export const entryOf = (name: FunctionName): string => `functions/${name}.ts`;

const settings = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  // CommonJS starts 15 ms sooner: an ESM import of node:http loads undici.
  format: "cjs",
  // The Lambdas run Node.js 24; the same bundle runs on a developer's machine.
  target: "node20",
  // An `import()` at run time becomes a `require`, which loads no second module loader.
  supported: { "dynamic-import": false },
  // The AWS SDK's "module" build is the lean one.
  mainFields: ["module", "main"],
  alias: { ...trimAliases },
  // The bundles name the parts of zod that `trim` leaves out, but never call them.
  logOverride: { "import-is-undefined": "silent" },
  minify: true,
  charset: "utf8",
  sourcemap: "linked",
  metafile: true,
  logLevel: "warning",
} satisfies BuildOptions & { metafile: true };

/** Functions per run of esbuild, which holds all outputs of a run in memory. One run for all functions takes 3 GB, and longer. */
const runSize = 24;

/**
 * Bundles functions, some at a time: `<outDir>/<capability>/<name>/index.js`, its source map, a package.json that makes it CommonJS, and
 * the files that it loads on demand. Throws an error that names the missing files if functions have no handler. The metafile names
 * sources relative to the repository, and outputs by the path of index.js.
 */
export async function bundleFunctions(options: {
  outDir: string;
  /** Default: all functions. */
  only?: readonly FunctionName[];
}): Promise<Metafile> {
  const names = options.only ?? functionNames;
  const missing = names.map(entryOf).filter((file) => !existsSync(join(root, file)));
  if (missing.length > 0) throw new Error(`These functions have no handler file:\n  ${missing.join("\n  ")}`);

  const outdir = resolve(options.outDir);
  const metafile: Metafile = { inputs: {}, outputs: {} };
  for (let first = 0; first < names.length; first += runSize) {
    const run = await build({
      ...settings,
      entryPoints: Object.fromEntries(
        names.slice(first, first + runSize).map((name) => [`${name}/index`, entryOf(name)]),
      ),
      outdir,
      plugins: [trim, onDemand(root)],
    });
    Object.assign(metafile.inputs, run.metafile.inputs);
    Object.assign(metafile.outputs, run.metafile.outputs);
  }
  const parts = await build({
    ...settings,
    entryPoints: Object.fromEntries(onDemandModules.map((module) => [onDemandName(module), module])),
    outdir: join(outdir, "on-demand"),
    plugins: [trim],
  });
  await placeOnDemandFiles(root, metafile, parts.metafile);
  await Promise.all(Object.keys(metafile.outputs).filter(isBundle).map(markAsCommonJs));
  return metafile;
}

const isBundle = (output: string): boolean => output.endsWith(".js");

async function markAsCommonJs(output: string): Promise<void> {
  await writeFile(join(dirname(resolve(root, output)), "package.json"), '{"type":"commonjs"}\n');
}

import { copyFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { Metafile, Plugin } from "esbuild";

/**
 * Modules that become files of their own beside the bundle. A function reads such a file only when it needs it: most tenants never send
 * through SNS, and its two clients cost every cold start 5 %, even if nothing evaluates them. Such a module has its own copies of its
 * imports, so it must give and take plain values: `instanceof` fails across the two files.
 */
export const onDemandModules: readonly string[] = ["shared/providers/sns/sns-messages.ts"];

export const onDemandName = (module: string): string => basename(module, ".ts");

/** Keeps the `import()` of such a module in the bundle. At run time it loads the file beside the bundle. */
export const onDemand = (root: string): Plugin => ({
  name: "on-demand",
  setup(build) {
    build.onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== "dynamic-import") return undefined;
      const module = relative(root, resolve(resolveDir, path));
      return onDemandModules.includes(module) ? { path: `./${onDemandName(module)}.js`, external: true } : undefined;
    });
  },
});

/**
 * Copies each of these files beside the bundles that import it, and adds the file's inputs to those of the bundle in the metafile: a
 * function needs the grants of all its files.
 */
export async function placeOnDemandFiles(root: string, bundles: Metafile, files: Metafile): Promise<void> {
  for (const [bundle, output] of Object.entries(bundles.outputs)) {
    for (const { path } of output.imports.filter(({ external, path }) => external && path.startsWith("./"))) {
      const found = Object.entries(files.outputs).find(([file]) => file.endsWith(path.slice(1)));
      if (!found) continue;
      const [file, { inputs }] = found;
      await copyFile(resolve(root, file), join(dirname(resolve(root, bundle)), basename(file)));
      for (const [input, bytes] of Object.entries(inputs)) output.inputs[input] ??= bytes;
    }
  }
}

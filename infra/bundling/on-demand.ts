import { copyFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { Metafile, Plugin } from "esbuild";

/**
 * Modules that become a file of their own beside the bundle, read only when the code asks for them: most tenants never send through
 * SNS, and its two clients cost every cold start 5 % even unevaluated. Such a module has its own copies of what it imports, so it
 * must give and take plain values: an `instanceof` of ours would not hold across the border.
 */
export const onDemandModules: readonly string[] = ["shared/providers/sns/sns-messages.ts"];

export const onDemandName = (module: string): string => basename(module, ".ts");

/** Leaves the `import()` of such a module to run time, where it finds the file beside the bundle. */
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
 * Puts each of these files beside the bundles that ask for it, and adds what is in it to what the metafile says of them, for a
 * function may do whatever its files may.
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

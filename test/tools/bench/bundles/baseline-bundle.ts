import { join, resolve } from "node:path";
import { build } from "esbuild";

const source =
  'import { DynamoDBClient } from "@aws-sdk/client-dynamodb"; export const client = new DynamoDBClient({});';

/** The baseline for all bundles: a client, created at the top level, bundled with esbuild's defaults. */
export async function bundleBaseline(directory: string): Promise<string> {
  const outfile = join(directory, "baseline.cjs");
  await build({
    stdin: { contents: source, resolveDir: resolve(import.meta.dirname, "../../../.."), loader: "js" },
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    minify: true,
    logLevel: "warning",
  });
  return outfile;
}

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { synthesise } from "./synthesise.ts";

/**
 * Runs at the end of `npm ci`: bundles and synthesises the local hub, so that the first `npm start` is as quick as every other. If this
 * fails, the install still succeeds: `npm start` tries again, and reports the error.
 */
const root = resolve(import.meta.dirname, "../..");
mkdirSync(join(root, ".phonehub"), { recursive: true });
try {
  await synthesise(root, join(root, ".phonehub", "cache"));
} catch (error) {
  console.error(
    `Cannot prepare the local hub. npm start will try again. ${error instanceof Error ? error.message : error}`,
  );
}

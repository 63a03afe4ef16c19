import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { synthesise } from "./synthesise.ts";

/**
 * Runs at the end of `npm ci`: bundles and synthesises the local hub ahead, so that the first `npm start` is as quick as every other.
 * Should it fail, the install is none the worse: `npm start` does it then, and says what is wrong.
 */
const root = resolve(import.meta.dirname, "../..");
mkdirSync(join(root, ".phonehub"), { recursive: true });
try {
  await synthesise(root, join(root, ".phonehub", "cache"));
} catch (error) {
  console.error(
    `The local hub could not be prepared; npm start will try again. ${error instanceof Error ? error.message : error}`,
  );
}

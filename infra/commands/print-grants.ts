import { existsSync } from "node:fs";
import { bundleFunctions, entryOf } from "../bundling/bundle.ts";
import { functionNames } from "../functions.ts";
import { needsOfBundle } from "../grants/needs-of-modules.ts";

// Prints the rows of function-grants.ts that bundles need: of the named functions, or of all functions that have a handler.
const args = process.argv.slice(2);
const names = functionNames.filter((name) => (args.length > 0 ? args.includes(name) : existsSync(entryOf(name))));
const metafile = await bundleFunctions({ outDir: "dist/grants", only: names });

for (const name of names) {
  const verbs = new Map<string, string[]>();
  for (const need of needsOfBundle(metafile, name)) {
    const [subject = "", verb = ""] = need.split(" ");
    verbs.set(subject, [...(verbs.get(subject) ?? []), verb]);
  }
  const level = ([first = "", ...others]: string[]) => [first, ...others.map(capitalised)].join("");
  const row = [...verbs].map(([subject, words]) => `${subject}: "${level(words)}"`);
  console.log(`  "${name}": { ${row.join(", ")} },`);
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mutate } from "../../tools/proofs/mutate.ts";
import type { Addition } from "./additions.ts";

/** The place where the fixture keeps the provider's folder, and the place where the folder belongs. */
const kept = "test/providers/memory-provider";
export const providerFolder = "shared/providers/memory";

/** Inserts the line. Throws unless the text before it occurs exactly once. */
export const withAddition = (source: string, { after, line }: Addition): string =>
  mutate(source, { find: after, replace: `${after}${line}` });

/** Adds lines to the files of a copy of the repository. */
export const addLines = (copy: string, additions: readonly Addition[]): void => {
  for (const addition of additions) edit(join(copy, addition.file), (source) => withAddition(source, addition));
};

/** Moves the provider's folder to where it belongs, in a copy of the repository. The fixture's tests then import it from there. */
export const moveFolder = (copy: string): void => {
  renameSync(join(copy, kept, "memory"), join(copy, providerFolder));
  editAll(join(copy, providerFolder), (source) =>
    source.replaceAll('"../../../../shared/providers/', '"../').replaceAll('"../../../../shared/', '"../../'),
  );
  editAll(join(copy, kept), (source) => source.replaceAll('"./memory/', `"../../../${providerFolder}/`));
};

const editAll = (folder: string, change: (source: string) => string): void => {
  for (const name of readdirSync(folder)) if (name.endsWith(".ts")) edit(join(folder, name), change);
};

const edit = (file: string, change: (source: string) => string): void =>
  writeFileSync(file, change(readFileSync(file, "utf8")));

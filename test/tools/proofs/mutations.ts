import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyOfRepository } from "./copy-repository.ts";
import { mutate } from "./mutate.ts";
import { type Mutation, mutations } from "./mutation-list.ts";
import { startProof } from "./proof.ts";
import { projectOf, runVitest } from "./run-vitest.ts";

const proof = startProof({
  name: "mutations",
  title: "Mutations",
  about: `Removes each rule from the code, one after another, in a copy of this folder, and runs the everyday test that guards it: the test must
fail. Before that it runs each of these tests with the unchanged code: they must pass.`,
  sizes: { most: { meaning: "the maximum of mutations, the cheapest first", full: mutations.length, small: 2 } },
  choices: {
    only: { value: "N", meaning: "only the mutations of this invariant" },
    "no-baseline": { meaning: "do not run the tests with the unchanged code" },
  },
});

const cheapestFirst = ["pure", "store", "hub"] as const;
const chosen = mutations
  .filter(({ invariant }) => proof.choices.only === undefined || String(invariant) === proof.choices.only)
  .sort((a, b) => cheapestFirst.indexOf(projectOf(a.test)) - cheapestFirst.indexOf(projectOf(b.test)))
  .slice(0, proof.sizes.most);
if (chosen.length === 0) proof.end(false, `invariant ${proof.choices.only} has no mutation.`);

const folder = copyOfRepository("mutations");

if (proof.choices["no-baseline"] === undefined) await requireBaseline();
let survivors = 0;
for (const mutation of chosen) if (!(await isCaught(mutation))) survivors++;
proof.end(
  survivors === 0,
  survivors === 0
    ? `for each of ${chosen.length} mutations, the test that guards its rule fails.`
    : `for ${survivors} of ${chosen.length} mutations, no test fails.`,
);

/** Ends the proof if a test fails without a mutation, or if a mutation names a missing test: neither would prove anything. */
async function requireBaseline(): Promise<void> {
  for (const test of new Set(chosen.map(({ test }) => test))) {
    const titleParts = chosen.flatMap((mutation) => (mutation.test === test ? [mutation.name] : []));
    const { passed, failure, runError, seconds } = await runVitest(folder, test, titleParts);
    const reason = failure ? `${failure.test}: ${failure.line}` : runError;
    if (reason !== null) proof.end(false, `${test} fails with the unchanged code. ${reason}`);
    const absent = titleParts.find((part) => !passed.some((title) => title.includes(part)));
    if (absent !== undefined) proof.end(false, `${test} has no test with the name "${absent}".`);
    console.log(`${test} passes with the unchanged code: ${passed.length} tests, ${seconds} s`);
  }
}

async function isCaught({ invariant, rule, file, find, replace, test, name }: Mutation): Promise<boolean> {
  const path = join(folder, file);
  const original = readFileSync(path, "utf8");
  writeFileSync(path, mutate(original, { find, replace }));
  const { failure, runError, seconds } = await runVitest(folder, test, [name]);
  writeFileSync(path, original);
  proof.report(`${String(invariant).padStart(2)}  ${failure ? "caught" : "NOT CAUGHT"}  ${seconds} s  ${rule}`);
  console.log(failure ? `    ${failure.test}: ${failure.line}` : `    ${test}: ${runError ?? "its tests passed."}`);
  return failure !== null;
}

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
  about: `Takes each rule out of the code, one after another, in a copy of this folder, and runs the everyday test that guards it: the test must
fail. First it runs each of these tests with the code as it is: they must pass.`,
  sizes: { most: { meaning: "the most mutations, the cheapest first", full: mutations.length, small: 2 } },
  choices: {
    only: { value: "N", meaning: "the mutations of this invariant alone" },
    "no-baseline": { meaning: "do not run the tests with the code as it is" },
  },
});

const cheapestFirst = ["pure", "store", "hub"] as const;
const chosen = mutations
  .filter(({ invariant }) => proof.choices.only === undefined || String(invariant) === proof.choices.only)
  .sort((a, b) => cheapestFirst.indexOf(projectOf(a.test)) - cheapestFirst.indexOf(projectOf(b.test)))
  .slice(0, proof.sizes.most);
if (chosen.length === 0) proof.end(false, `no mutation is of invariant ${proof.choices.only}.`);

const folder = copyOfRepository("mutations");

if (proof.choices["no-baseline"] === undefined) await requireBaseline();
let escaped = 0;
for (const mutation of chosen) if (!(await isCaught(mutation))) escaped++;
proof.end(
  escaped === 0,
  escaped === 0
    ? `each of ${chosen.length} mutations was caught by the test that guards its rule.`
    : `${escaped} of ${chosen.length} mutations were not caught.`,
);

/** Ends the proof where a test fails without a mutation, or where a mutation names a test that does not exist: neither proves anything. */
async function requireBaseline(): Promise<void> {
  for (const test of new Set(chosen.map(({ test }) => test))) {
    const titleParts = chosen.flatMap((mutation) => (mutation.test === test ? [mutation.name] : []));
    const { passed, failure, trouble, seconds } = await runVitest(folder, test, titleParts);
    const said = failure ? `${failure.test}: ${failure.line}` : trouble;
    if (said !== null) proof.end(false, `${test} fails with the code as it is. ${said}`);
    const absent = titleParts.find((part) => !passed.some((title) => title.includes(part)));
    if (absent !== undefined) proof.end(false, `${test} has no test of the name "${absent}".`);
    console.log(`${test} passes with the code as it is: ${passed.length} tests, ${seconds} s`);
  }
}

async function isCaught({ invariant, rule, file, find, replace, test, name }: Mutation): Promise<boolean> {
  const path = join(folder, file);
  const original = readFileSync(path, "utf8");
  writeFileSync(path, mutate(original, { find, replace }));
  const { failure, trouble, seconds } = await runVitest(folder, test, [name]);
  writeFileSync(path, original);
  proof.report(`${String(invariant).padStart(2)}  ${failure ? "caught" : "NOT CAUGHT"}  ${seconds} s  ${rule}`);
  console.log(failure ? `    ${failure.test}: ${failure.line}` : `    ${test}: ${trouble ?? "its tests passed."}`);
  return failure !== null;
}

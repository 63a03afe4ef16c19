import { readCommandLine, refuseCommandLine } from "../command-line.ts";
import { currentCommit, saveFigures } from "./save-figures.ts";

interface Size {
  meaning: string;
  full: number;
  /** With `--small`: about a twentieth of the full size. */
  small: number;
}

/** An option that is not a size. With `value` it takes a value, which the usage calls by that name. Otherwise it is a flag. */
interface Choice {
  meaning: string;
  value?: string;
}

export interface Proof<Name extends string, Option extends string> {
  sizes: Record<Name, number>;
  /** Undefined if the option was not given. */
  choices: Partial<Record<Option, string | true>>;
  /** Prints a line of the result. `--save` stores it. */
  report: (line: string) => void;
  /** Prints the verdict, saves the figures with `--save`, and ends the process: exit code 1 if the proof has not passed. */
  end: (hasPassed: boolean, verdict: string) => never;
}

/**
 * Starts a proof: a command `npm run proof:<name>` that takes longer than two minutes at its full size, so that no test runs it. Reads the
 * command line, on which each size is an option.
 *
 * @example startProof({ name: "batches", title: "Batches under fire", about: "…", sizes: { seeds: { meaning: "batches", full: 10, small: 1 } } })
 */
export function startProof<Name extends string, Option extends string = never>(definition: {
  name: string;
  title: string;
  about: string;
  sizes: Readonly<Record<Name, Size>>;
  choices?: Readonly<Record<Option, Choice>>;
}): Proof<Name, Option> {
  const { name, title } = definition;
  const sizes = Object.entries<Size>(definition.sizes);
  const choices = Object.entries<Choice>(definition.choices ?? {});
  const usage = usageOf(definition, sizes, choices);
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = Object.fromEntries([
    ...sizes.map(([size]) => [size, text]),
    ...choices.map(([choice, { value }]) => [choice, value === undefined ? flag : text]),
  ]);
  const values = readCommandLine(usage, { ...options, small: flag, save: flag });
  const chosen = sizes.map(([size, { full, small }]) => {
    const value = Number(values[size] ?? (values.small ? small : full));
    if (!Number.isInteger(value) || value < 1)
      refuseCommandLine(usage, `--${size} must be a whole number of at least 1.`);
    return [size, value] as const;
  });
  // Reads the commit now, because the folder can have another one when the proof ends.
  const commit = values.save ? currentCommit() : null;
  const lines: string[] = [];
  const report = (line: string): void => {
    lines.push(line);
    console.log(line);
  };
  return {
    sizes: Object.fromEntries(chosen) as Record<Name, number>,
    choices: Object.fromEntries(choices.map(([choice]) => [choice, values[choice]])) as Proof<Name, Option>["choices"],
    report,
    end: (hasPassed, verdict) => {
      report(`${hasPassed ? "Passed" : "FAILED"}: ${verdict}`);
      const command = [`npm run proof:${name} --`, ...process.argv.slice(2)].join(" ");
      if (commit !== null) console.log(`Saved in ${saveFigures({ name, title, command, commit, lines })}.`);
      process.exit(hasPassed ? 0 : 1);
    },
  };
}

const usageOf = (
  { name, about }: { name: string; about: string },
  sizes: readonly [string, Size][],
  choices: readonly [string, Choice][],
): string => {
  const rows = [
    ...sizes.map(([size, { meaning, full, small }]) => [
      `--${size} N`,
      full === small ? `${meaning} (${full})` : `${meaning} (${full}; with --small ${small})`,
    ]),
    ...choices.map(([choice, { value, meaning }]) => [`--${choice}${value === undefined ? "" : ` ${value}`}`, meaning]),
    ["--small", "a short run, as in .ci/run"],
    ["--save", `write the figures to docs/bench/${name}.md`],
  ];
  const width = Math.max(...rows.map(([option = ""]) => option.length));
  const list = rows.map(([option = "", meaning]) => `  ${option.padEnd(width)}  ${meaning}`);
  return [`npm run proof:${name} -- [options]`, "", about, "", ...list].join("\n");
};

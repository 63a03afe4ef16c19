import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A block of shell commands on a page, and the answers that the page shows for them. */
export interface Block {
  page: string;
  line: number;
  commands: string;
  answers: string[];
}

const root = join(import.meta.dirname, "../..");

/** The blocks of a page between the texts `from` and `to`, in order. */
export function blocksOf(page: string, { from = "", to = "\0" }: { from?: string; to?: string } = {}): Block[] {
  const whole = readFileSync(join(root, page), "utf8");
  const start = from === "" ? 0 : whole.indexOf(from);
  const end = whole.indexOf(to, start);
  const text = whole.slice(start, end === -1 ? undefined : end);
  const found = [...text.matchAll(/^```sh\n(.*?)^```\n(?:```\w*\n(.*?)^```\n)?/gms)];
  return found.map(({ index, 1: commands = "", 2: answers = "" }) => ({
    page,
    line: whole.slice(0, start + index).split("\n").length,
    commands,
    answers: answers.split("\n").filter((line) => line !== ""),
  }));
}

/** A bash for all blocks, like a reader's terminal: a later block sees the variables of an earlier one. */
export function openShell(environment: Record<string, string>) {
  const shell = spawn("bash", ["--noprofile", "--norc"], { env: { ...process.env, ...environment } });
  let output = "";
  const note = (chunk: Buffer) => {
    output += chunk.toString();
  };
  shell.stdout.on("data", note);
  shell.stderr.on("data", note);
  const end = "--- the end of a block ---";
  // Prints a newline after each answer.
  shell.stdin.write('curl() { command curl "$@"; local code=$?; echo; return $code; }\n');
  return {
    /** Runs commands, and returns the lines that they print. */
    async run(commands: string): Promise<string[]> {
      output = "";
      shell.stdin.write(`${commands}\necho "${end}"\n`);
      const deadline = Date.now() + 120_000;
      while (!output.includes(end)) {
        if (Date.now() > deadline) throw new Error(`Still running after two minutes: ${commands}\n${output}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return output
        .slice(0, output.indexOf(end))
        .split("\n")
        .filter((line) => line.trim() !== "");
    },
    close: () => shell.kill(),
  };
}

/** The JSON of an answer on a page, without the parts that `…` replaces. Undefined: the line is not JSON. */
export function shownJson(line: string): unknown {
  const whole = line
    .replaceAll(/:…(?=[,}])/g, ":null")
    .replaceAll(/(?<=[[{])\s*…,?\s*/g, "")
    .replaceAll(/,\s*…(?=,)/g, "")
    .replaceAll(/,?\s*…\s*(?=[\]}])/g, "");
  return json(whole);
}

export const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Members whose value must equal the page's. Other values differ from hub to hub, so only their types must agree. */
const exact = new Set([
  ...[
    "status",
    "code",
    "direction",
    "channel",
    "isFinal",
    "reason",
    "source",
    "keyword",
    "encoding",
    "engine",
    "purpose",
  ],
  ...["approved", "wouldSend", "cached", "number", "to", "from", "body", "locale", "missing", "type", "input", "line"],
  ...["total", "invalidCount", "duplicates", "imported", "isValid", "country"],
]);

/** The first difference between an answer and the page. Null: there is none. */
export function differenceOf(shown: unknown, answer: unknown, path = ""): string | null {
  if (Array.isArray(shown)) {
    if (!Array.isArray(answer)) return `${path} is no list`;
    if (answer.length < shown.length) return `${path} has ${answer.length} entries`;
    return firstOf(shown.map((one, at) => differenceOf(one, answer[at], `${path}[${at}]`)));
  }
  if (typeof shown === "object" && shown !== null) {
    if (typeof answer !== "object" || answer === null) return `${path} is no object`;
    const members = new Map(
      Object.entries(hasMovedOn(shown, answer) ? { ...answer, status: "accepted", isFinal: false } : answer),
    );
    return firstOf(
      Object.entries(shown).map(([name, value]) =>
        members.has(name)
          ? differenceOf(value, members.get(name), path === "" ? name : `${path}.${name}`)
          : `${path} lacks ${name}`,
      ),
    );
  }
  const name =
    path
      .split(".")
      .at(-1)
      ?.replace(/\[\d+\]$/, "") ?? "";
  const isCut = typeof shown === "string" && shown.includes("…");
  if (exact.has(name) && !isCut) return shown === answer ? null : `${path} is ${JSON.stringify(answer)}`;
  return shown === null || answer === null || typeof shown === typeof answer
    ? null
    : `${path} is ${JSON.stringify(answer)}`;
}

/** True if the page shows a message as accepted and callbacks have already moved it on. */
const hasMovedOn = (shown: object, answer: object): boolean =>
  "status" in shown &&
  shown.status === "accepted" &&
  "status" in answer &&
  /^(sent|delivered)$/.test(String(answer.status));

const firstOf = (differences: readonly (string | null)[]): string | null =>
  differences.find((difference) => difference !== null) ?? null;

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";

const repository = resolve(import.meta.dirname, "../../..");

/** The commit of this folder, such as `41e0d81`, with a note if files differ from it. */
export function currentCommit(): string {
  const git = (...parameters: string[]) =>
    execFileSync("git", parameters, { cwd: repository, encoding: "utf8" }).trim();
  const changed = git("status", "--porcelain", "--untracked-files=no") !== "";
  return `${git("rev-parse", "--short", "HEAD")}${changed ? " with uncommitted changes" : ""}`;
}

export interface Figures {
  name: string;
  title: string;
  command: string;
  commit: string;
  lines: readonly string[];
}

/** Writes a proof's figures to docs/bench, and replaces the previous ones. Returns the file's path in the repository. */
export function saveFigures(figures: Figures): string {
  const path = `docs/bench/${figures.name}.md`;
  writeFileSync(join(repository, path), pageOf(figures));
  return path;
}

function pageOf({ title, command, commit, lines }: Figures): string {
  const date = new Date().toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });
  const [processor] = cpus();
  return `# ${title}

[Benchmarks](../benchmarks.md#proofs) explains how these figures are measured.

- Date: ${date}
- Commit: ${commit}
- Node: ${process.version}
- Cores: ${cpus().length} (${processor?.model ?? "unknown"})
- Command: \`${command}\`

\`\`\`
${lines.join("\n")}
\`\`\`
`;
}

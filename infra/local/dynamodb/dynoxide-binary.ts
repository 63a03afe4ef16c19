import { execFile } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";

/** The release package-lock.json holds for linux-x64; other platforms' packages carry the same number. */
const version = "1.2.1";

const packageName = `@dynoxide/${process.platform}-${process.arch}`;
const fileName = process.platform === "win32" ? "dynoxide.exe" : "dynoxide";

/**
 * Where Dynoxide's program for this platform lies. It comes with `npm ci` where the registry has it at install time;
 * elsewhere the first start fetches it once into `fetchDir`.
 */
export async function dynoxideBinary(fetchDir: string): Promise<string> {
  const fetched = join(fetchDir, "node_modules", packageName, fileName);
  const binary = installed() ?? (existsSync(fetched) ? fetched : undefined);
  if (binary) return binary;
  try {
    mkdirSync(fetchDir, { recursive: true });
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const install = ["install", "--prefix", fetchDir, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
    await promisify(execFile)(npm, [...install, `${packageName}@${version}`], {
      shell: process.platform === "win32",
    });
    if (existsSync(fetched)) return fetched;
  } catch {
    // Whatever the reason (no network, no such package), the way out is the same.
  }
  throw new Error(
    `No DynamoDB for this machine: the npm package ${packageName}@${version} could not be fetched.\n` +
      "Start any DynamoDB-compatible server and name it: npm start -- --dynamodb http://127.0.0.1:8000",
  );
}

function installed(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(`${packageName}/${fileName}`);
  } catch {
    return undefined;
  }
}

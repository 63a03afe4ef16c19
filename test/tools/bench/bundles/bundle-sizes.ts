import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { DeployedFunction } from "../deployed-functions.ts";
import { printMisses, printTable } from "../text-table.ts";
import { byteCeiling } from "./byte-ceilings.ts";

export function bundleSizes(functions: readonly DeployedFunction[]): void {
  const sizes = functions.map(({ name, bundle }) => {
    const code = readFileSync(bundle);
    return { name, bytes: code.length, gzip: gzipSync(code).length, ceiling: byteCeiling(name) };
  });
  printTable(
    "2. Bytes per bundle",
    "The deployed index.js in kB (1,000 bytes). Lambda downloads about as much as in the gzip column.",
    ["bundle", "kB", "gzip kB", "ceiling kB", "used"],
    [...sizes]
      .sort((a, b) => b.bytes - a.bytes)
      .map(({ name, bytes, gzip, ceiling }) => [
        name,
        kilobytes(bytes),
        kilobytes(gzip),
        kilobytes(ceiling),
        `${Math.round((bytes / ceiling) * 100)}%`,
      ]),
  );
  printMisses(
    "each below its ceiling",
    sizes.filter(({ bytes, ceiling }) => bytes > ceiling).map(({ name }) => name),
  );
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(0);

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { synthesise } from "../../../infra/local/synthesise.ts";
import { readCommandLine } from "../command-line.ts";
import { batches } from "./batches.ts";
import { startBenchHub } from "./bench-hub.ts";
import { bundleBaseline } from "./bundles/baseline-bundle.ts";
import { bundleSizes } from "./bundles/bundle-sizes.ts";
import { coldImports } from "./bundles/cold-imports.ts";
import { costPerMillion } from "./costs/cost-per-million.ts";
import { accessLogBytes, deployedFunctions } from "./deployed-functions.ts";
import { benchOperations } from "./operations/operations.ts";
import { roundTrips } from "./round-trips/round-trips.ts";

/** `npm run bench` measures everything in one run, with the bundles and the template that a deployment would use. */
async function bench(directory: string): Promise<void> {
  const [processor] = cpus();
  console.log(`${new Date().toISOString()}, Node ${process.version}, ${cpus().length} × ${processor?.model ?? "?"}`);
  const root = resolve(import.meta.dirname, "../../..");
  const assemblyDir = await synthesise(root, join(root, ".phonehub/cache"));
  const functions = deployedFunctions(assemblyDir);
  await coldImports(functions, await bundleBaseline(directory));
  bundleSizes(functions);

  const hub = await startBenchHub(assemblyDir);
  try {
    const measured = await roundTrips(hub, await benchOperations(hub));
    costPerMillion(measured, { functions, accessLogBytes: accessLogBytes(assemblyDir) });
    await batches(hub, functions);
  } finally {
    await hub.close();
  }
  importMemory(root);
  console.log(`\nTook ${Math.round(process.uptime())} s.`);
}

/** Measures the memory of a long import in a process of its own. Sets the exit code 1 if it is too much. */
function importMemory(root: string): void {
  const title = "6. Memory of an import";
  console.log(`\n${title}\n${"=".repeat(title.length)}`);
  const program = join(root, "test/tools/proofs/import-memory.ts");
  const parameters = ["--expose-gc", "--import", "tsx", program];
  const { status } = spawnSync(process.execPath, parameters, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}

readCommandLine(`npm run bench

Measures cold imports, bytes, round trips, cost per million, batches and the memory of an import, in six groups of tables. Takes six to
eight minutes. docs/benchmarks.md explains the methods.`);
const directory = mkdtempSync(join(tmpdir(), "phonehub-bench-"));
await bench(directory).finally(() => rmSync(directory, { recursive: true }));

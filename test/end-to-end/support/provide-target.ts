import type { TestProject } from "vitest/node";
import { capabilitiesOf, readTarget } from "./target.ts";

/** Provides the target of `npm run test:end-to-end`, and prints what it can and cannot show. */
export default function setup(project: TestProject): void {
  const target = readTarget(process.env.PHONEHUB_TARGET ?? ".phonehub/local.json");
  const capabilities = Object.entries(capabilitiesOf(target)).map(([name, has]) => `${name}: ${has ? "yes" : "no"}`);
  console.log(`Against ${target.name}, ${target.apiUrl} (${capabilities.join(", ")})\n`);
  project.provide("target", target);
}

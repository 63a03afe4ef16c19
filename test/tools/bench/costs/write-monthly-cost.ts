import { readFile, writeFile } from "node:fs/promises";
import { withMonthlyCost } from "./monthly-cost.ts";

const page = new URL("../../../../docs/deploying.md", import.meta.url);
await writeFile(page, withMonthlyCost(await readFile(page, "utf8")));

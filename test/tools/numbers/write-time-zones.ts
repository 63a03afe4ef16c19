import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository, run } from "../run-command.ts";
import { pythonOf, sourceOf, timeZones, timeZonesFile } from "./time-zones-source.ts";

/** `npm run time-zones` writes shared/numbers/time-zones/zones-by-prefix.ts from Google's library. */
const log = join(repository, ".phonehub/time-zones.log");
const python = await pythonOf("npm run time-zones", log);
writeFileSync(timeZonesFile, sourceOf(await timeZones(python)));
await run("npx", ["biome", "check", "--write", timeZonesFile], { log });

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { pythonWith } from "../virtual-environment.ts";

const folder = import.meta.dirname;

/** Google's library in Python, in the version from which the committed time zones come. */
export const googlesLibrary = readFileSync(join(folder, "requirements.txt"), "utf8").split("\n").filter(Boolean);

export const timeZonesFile = join(folder, "../../../shared/numbers/time-zones/zones-by-prefix.ts");

/** Python with Google's library. `needs` names the command that needs it. */
export const pythonOf = (needs: string, log: string): Promise<string> =>
  pythonWith(googlesLibrary, { name: "phonenumbers", needs, log });

const header = `/*!
 * Time zones of phone numbers, from libphonenumber (${googlesLibrary[0]} of PyPI), Copyright The Libphonenumber Authors, Apache License 2.0,
 * see LICENSE in this folder. Changed: grouped by country code and zones, without prefixes that a shorter prefix includes.
 */

/** For each country calling code, the prefixes of national numbers by their time zones. The prefix "" stands for all other numbers. */
`;

type ByPrefix = Record<string, Record<string, string>>;

/** The data for zones-by-prefix.ts. */
export async function timeZones(python: string): Promise<ByPrefix> {
  const { stdout } = await promisify(execFile)(python, [join(folder, "time_zones.py")], { maxBuffer: 10_000_000 });
  return JSON.parse(stdout);
}

/** The source of zones-by-prefix.ts, unformatted. */
export const sourceOf = (zones: ByPrefix): string =>
  `${header}export const zonesByPrefix: Readonly<Record<string, Readonly<Record<string, string>>>> = ${JSON.stringify(zones)};\n`;

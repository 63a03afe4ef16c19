import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import * as z from "zod";
import type { Hub } from "../hub.ts";
import { writeWhole } from "./private-files.ts";

/** The folder for local.json and the logs of `npm start`. */
export const defaultStateFolder = resolve(import.meta.dirname, "../../../.phonehub");

/** Tells other programs on this machine the addresses and keys of the running hub. */
const fileIn = (stateFolder: string) => join(stateFolder, "local.json");

const LocalFile = z.object({
  /** The process that wrote the file. */
  pid: z.number(),
  apiUrl: z.string(),
  apiKey: z.string(),
  secondTenantApiKey: z.string(),
  platformAdminKey: z.string(),
  tenantId: z.string(),
  phoneNumber: z.string(),
  webhookUrls: z.object({ inbound: z.string(), status: z.string() }),
  twilioSimulatorUrl: z.string(),
  snsSimulatorUrl: z.string(),
  issuer: z.string(),
  dynamodbEndpoint: z.string(),
  sqsEndpoint: z.string(),
  tables: z.record(z.string(), z.string()),
});
export type LocalFile = z.infer<typeof LocalFile>;

export const localFileOf = ({ stack, demo, oidc, twilioSimulatorUrl, snsSimulatorUrl }: Hub): LocalFile =>
  LocalFile.parse({
    pid: process.pid,
    ...{ ...stack, ...demo, issuer: oidc.issuer },
    ...{ twilioSimulatorUrl, snsSimulatorUrl },
  });

export function writeLocalFile(stateFolder: string, content: LocalFile) {
  writeWhole(fileIn(stateFolder), `${JSON.stringify(content, null, 2)}\n`);
}

/** Undefined if there is no readable file: no hub runs. */
export function readLocalFile(stateFolder: string): LocalFile | undefined {
  try {
    return LocalFile.parse(JSON.parse(readFileSync(fileIn(stateFolder), "utf8")));
  } catch {
    return undefined;
  }
}

/** Removes the file if this process wrote it. */
export function removeLocalFile(stateFolder: string): void {
  if (readLocalFile(stateFolder)?.pid === process.pid) rmSync(fileIn(stateFolder), { force: true });
}

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import * as z from "zod";
import type { Hub } from "./hub.ts";

/** Tells other programs on this machine where the running hub is and how to come in. */
const file = resolve(import.meta.dirname, "../../.phonehub/local.json");

const LocalFile = z.object({
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
  LocalFile.parse({ ...stack, ...demo, issuer: oidc.issuer, twilioSimulatorUrl, snsSimulatorUrl });

export function writeLocalFile(content: LocalFile) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
}

/** Undefined: no hub runs, or none did since the file was last removed. */
export function readLocalFile(): LocalFile | undefined {
  try {
    return LocalFile.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

export const removeLocalFile = () => rmSync(file, { force: true });

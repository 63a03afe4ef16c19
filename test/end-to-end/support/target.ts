import { readFileSync } from "node:fs";
import * as z from "zod";

/**
 * A running hub and its credentials. `npm start` writes a target to .phonehub/local.json, the deploy test writes one, and you can write one
 * for a deployed account. Only the first two fields are required. Without another field vitest skips the cases that need it, each with its
 * reason.
 */
const Target = z.object({
  apiUrl: z.string(),
  /** A live key of a tenant whose default configuration sends through Twilio, is verified and has a connected number. */
  apiKey: z.string(),
  name: z.string().default("the hub of npm start"),
  /** A live key of another tenant. */
  secondTenantApiKey: z.string().optional(),
  platformAdminKey: z.string().optional(),
  /** The URL of the simulator that takes Twilio's place. */
  twilioSimulatorUrl: z.string().optional(),
  /** An access token of one of the tenant's users, without permissions. */
  userToken: z.string().optional(),
  /** In place of the token: an issuer that signs any requested token, like that of npm start, and the tenant of these tokens. */
  issuer: z.string().optional(),
  tenantId: z.string().optional(),
  /** Without a simulator: a phone whose owner agrees to receive a few real messages. */
  recipient: z.string().optional(),
  /** The address at which the hosts of all these URLs answer over plain http, for a machine whose DNS does not know them. */
  address: z.string().optional(),
});
export type Target = z.output<typeof Target>;
export type TargetInput = z.input<typeof Target>;

declare module "vitest" {
  interface ProvidedContext {
    target: TargetInput;
  }
}

export const parseTarget = (input: unknown): Target => Target.parse(input);

/** Throws one line that says how to fix the target. */
export function readTarget(file: string): Target {
  try {
    return parseTarget(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${file} names no target. Run npm start, or name a file in PHONEHUB_TARGET. ${reason}`);
  }
}

/** Capabilities of a target that a test may require. */
export const capabilitiesOf = (target: Target) => ({
  simulator: target.twilioSimulatorUrl !== undefined,
  recipient: target.twilioSimulatorUrl !== undefined || target.recipient !== undefined,
  secondTenant: target.secondTenantApiKey !== undefined,
  platformAdmin: target.platformAdminKey !== undefined,
  userToken: target.userToken !== undefined || (target.issuer !== undefined && target.tenantId !== undefined),
});
export type Capability = keyof ReturnType<typeof capabilitiesOf>;

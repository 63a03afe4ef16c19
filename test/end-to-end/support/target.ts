import { readFileSync } from "node:fs";
import * as z from "zod";

/**
 * A hub that answers somewhere, and how to come in. What `npm start` writes to .phonehub/local.json is one; so is what the deploy
 * test writes, and a file by hand for a deployed account. Only the first two fields must be there: what else is missing makes
 * the cases that need it be skipped, each with its reason.
 */
const Target = z.object({
  apiUrl: z.string(),
  /** A live key of a tenant whose default configuration sends through Twilio, is verified and has a connected number. */
  apiKey: z.string(),
  name: z.string().default("the hub of npm start"),
  /** A live key of another tenant. */
  secondTenantApiKey: z.string().optional(),
  platformAdminKey: z.string().optional(),
  /** The simulator that stands where Twilio would. */
  twilioSimulatorUrl: z.string().optional(),
  /** An access token of a user of the tenant's, without permissions. */
  userToken: z.string().optional(),
  /** Instead of it: an issuer that signs tokens for whoever asks, as the one of npm start, and the tenant they are for. */
  issuer: z.string().optional(),
  tenantId: z.string().optional(),
  /** Without a simulator: a phone that agrees to receive a few real messages. */
  recipient: z.string().optional(),
  /** Where the hosts of all these URLs really answer, for a machine whose DNS does not know them; over plain http. */
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

/** Throws one line that says what to do. */
export function readTarget(file: string): Target {
  try {
    return parseTarget(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${file} names no target. Run npm start, or name a file in PHONEHUB_TARGET. ${reason}`);
  }
}

/** What a case may need of a target. */
export const capabilitiesOf = (target: Target) => ({
  simulator: target.twilioSimulatorUrl !== undefined,
  recipient: target.twilioSimulatorUrl !== undefined || target.recipient !== undefined,
  secondTenant: target.secondTenantApiKey !== undefined,
  platformAdmin: target.platformAdminKey !== undefined,
  userToken: target.userToken !== undefined || (target.issuer !== undefined && target.tenantId !== undefined),
});
export type Capability = keyof ReturnType<typeof capabilitiesOf>;

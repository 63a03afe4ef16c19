import type * as z from "zod";
import type { TestConnection } from "../api/provider-config-schemas.ts";
import { auditOf } from "../audit/audit-entry.ts";
import { nowIso } from "../clock.ts";
import { Problem } from "../errors.ts";
import { accountFor } from "../providers/account-for.ts";
import { problemOfFailure } from "../providers/problem-of-failure.ts";
import { ProviderFailure } from "../providers/provider.ts";
import { beginChange } from "./begin-change.ts";
import { changeManaged } from "./change-managed.ts";
import { type ConfigManager, requireOwners } from "./config-manager.ts";
import { credentialsOf } from "./credentials-of.ts";
import { managedConfig } from "./managed-config.ts";
import type { StoredProviderConfig } from "./provider-config.ts";
import { updateConfig } from "./provider-config-writes.ts";

type Tested = z.output<typeof TestConnection>;

/**
 * Asks the provider whether the credentials work, and writes down what it said. Throws conflict where there are none or they were
 * changed meanwhile, provider_rejected_credentials, and temporarily_unavailable where the provider gave no answer: then what was
 * known stays as it was.
 */
export const testConnection = async (manager: ConfigManager, id: string): Promise<Tested> => {
  await beginChange(manager);
  const { config } = await managedConfig(manager, id);
  requireOwners(manager, config);
  if (config.credentials === null) return withoutCredentials(config);
  const account = await describe(config).catch(async (error) => {
    if (isRefusal(error)) await writeDown(manager, config, error.error.message);
    throw problemOfFailure(error);
  });
  const problem = account.status === null || account.status === "active" ? null : `The account is ${account.status}.`;
  await writeDown(manager, config, problem);
  return { verified: problem === null, message: problem ?? "The provider accepted the credentials.", account };
};

/** Test mode sends nothing, so it works without credentials; leaving it takes credentials that were tested. */
const withoutCredentials = ({ testMode }: StoredProviderConfig): Tested => {
  if (testMode)
    return { verified: true, message: "In test mode nothing is sent: no provider was asked.", account: null };
  throw new Problem("conflict", { detail: "The provider configuration has no credentials to test." });
};

const describe = async (config: StoredProviderConfig) => {
  const account = await accountFor(await credentialsOf(config));
  return account.describe();
};

const isRefusal = (error: unknown): error is ProviderFailure =>
  error instanceof ProviderFailure && (error.kind === "credentials" || error.kind === "rejected");

/** `problem`: null for credentials that work. It holds for the credentials that were tested and for no others. */
const writeDown = async (
  manager: ConfigManager,
  tested: StoredProviderConfig,
  problem: string | null,
): Promise<void> => {
  const verified = problem === null;
  const changes = {
    verified,
    verifiedAt: verified ? nowIso() : null,
    healthStatus: verified ? "healthy" : "unhealthy",
    lastError: problem,
    // Credentials that work are to be used at once.
    ...(verified && { coolsUntil: 0 }),
  } as const;
  await changeManaged(manager, tested.id, async ({ config }) => {
    if (config.credentialsVersion !== tested.credentialsVersion)
      throw new Problem("conflict", { detail: "The credentials were changed during the test: test again." });
    const audit = auditOf(manager, config.id, { verified });
    return (await updateConfig(config, changes, "leave", audit)) ? "written" : null;
  });
};

import type * as z from "zod";
import { ownSenderField } from "../../api/channels.ts";
import type { TestConnection } from "../../api/schemas/provider-account-schemas.ts";
import { auditOf } from "../../identity/audit/audit-entry.ts";
import { nowIso } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/errors.ts";
import { openAccount } from "../../providers/open-account.ts";
import type { ProviderAccount, SenderFinding } from "../../providers/provider.ts";
import { ProviderFailure, problemOfFailure } from "../../providers/provider-failure.ts";
import { beginChange, changeManaged } from "../changing/change-managed.ts";
import { type ConfigManager, managedConfig, requireOwners } from "../changing/config-manager.ts";
import { hasNewSender } from "../changing/config-rules.ts";
import { credentialsOf } from "../credentials/credentials-of.ts";
import { channelSendersOf, type StoredProviderConfig } from "../provider-config.ts";
import { updateConfig } from "../provider-config-writes.ts";
import { namingRegion, notesOnRegion } from "./tell-region.ts";
import { notesOnSenders, problemOfSenders } from "./tell-senders.ts";

type Tested = z.output<typeof TestConnection>;

/**
 * Asks the provider whether the credentials work and the account owns the senders, and writes the result. Throws conflict if there are no
 * credentials, or if they or the senders changed during the test; provider_rejected_credentials; and temporarily_unavailable if the
 * provider did not answer, in which case the last known result stays.
 */
export const testConnection = async (manager: ConfigManager, id: string): Promise<Tested> => {
  await beginChange(manager);
  const { config } = await managedConfig(manager, id);
  requireOwners(manager, config);
  if (config.credentials === null) return withoutCredentials(config);
  const { account, senders } = await describe(config).catch(async (error) => {
    const failure = namingRegion(config, error);
    if (isRefusal(failure)) await writeDown(manager, config, failure.error.message);
    throw problemOfFailure(failure);
  });
  const problem = isActive(account) ? problemOfSenders(senders) : `The account is ${account.status}.`;
  await writeDown(manager, config, problem);
  const message = [
    problem ?? "The provider accepted the credentials.",
    ...notesOnRegion(config),
    ...notesOnSenders(senders),
  ].join(" ");
  return { verified: problem === null, message, senders, account };
};

/** Test mode sends nothing, so it works without credentials. A live send needs credentials that passed a test. */
const withoutCredentials = (config: StoredProviderConfig): Tested => {
  const message = "In test mode nothing is sent: no provider was asked.";
  if (config.testMode) return { verified: true, message, senders: notChecked(config), account: null };
  throw new Problem("conflict", { detail: "The provider configuration has no credentials to test." });
};

const describe = async (config: StoredProviderConfig) => {
  const provider = await openAccount(await credentialsOf(config));
  const account = await provider.describe();
  // A suspended account refuses every other request.
  return { account, senders: isActive(account) ? await sendersAt(provider, config) : notChecked(config) };
};

type Account = Awaited<ReturnType<ProviderAccount["describe"]>>;

const isActive = ({ status }: Account): boolean => status === null || status === "active";

const sendersAt = async (provider: ProviderAccount, config: StoredProviderConfig): Promise<SenderFinding[]> => {
  if (!provider.findSenders) return notChecked(config);
  const found = await provider.findSenders({ ...config, channelSenders: channelSendersOf(config) });
  return [...found, ...namesOf(config)];
};

const notChecked = (config: StoredProviderConfig): SenderFinding[] => {
  const { fromNumbers, messagingServiceSid } = config;
  const unchecked = (field: SenderFinding["field"], senders: readonly (string | null)[]): SenderFinding[] =>
    senders.flatMap((sender) => (sender === null ? [] : [{ field, sender, ownership: "notChecked" }]));
  return [
    ...unchecked("fromNumbers", fromNumbers),
    ...channelSendersOf(config).flatMap(({ channel, sender }) => unchecked(ownSenderField(channel), [sender])),
    ...unchecked("messagingServiceSid", [messagingServiceSid]),
    ...namesOf(config),
  ];
};

/** No provider lists the sender IDs that an account may use, so the hub cannot check one. */
const namesOf = ({ senderId }: StoredProviderConfig): SenderFinding[] =>
  senderId === null ? [] : [{ field: "senderId", sender: senderId, ownership: "notChecked" }];

const isRefusal = (error: unknown): error is ProviderFailure =>
  error instanceof ProviderFailure && (error.kind === "credentials" || error.kind === "rejected");

/** Writes the result of a test. `problem` is null if the test passed. The result is valid only for the tested credentials and senders. */
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
    // End the cool-down, because credentials that work can be used at once.
    ...(verified && { coolsUntil: 0 }),
  } as const;
  await changeManaged(manager, tested.id, async ({ config }) => {
    if (config.credentialsVersion !== tested.credentialsVersion)
      throw new Problem("conflict", { detail: "The credentials were changed during the test: test again." });
    if (hasNewSender(tested, config))
      throw new Problem("conflict", { detail: "The senders were changed during the test: test again." });
    const audit = auditOf(manager, config.id, { verified });
    return (await updateConfig(config, changes, "leave", audit)) ? "written" : null;
  });
};

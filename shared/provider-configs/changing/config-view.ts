import type * as z from "zod";
import type { ProviderConfig } from "../../api/schemas/provider-config-schemas.ts";
import { config } from "../../kernel/config.ts";
import { manifestOf } from "../../providers/manifests.ts";
import type { StoredProviderConfig } from "../provider-config.ts";

export type ProviderConfigView = z.output<typeof ProviderConfig>;

/** What the provider is given as a number's webhook: it names the configuration by 128 random bits. */
export const inboundUrlOf = ({ webhookId }: StoredProviderConfig): string =>
  `${config.inboundMessageUrl()}/${webhookId}`;

/** A configuration as callers see it: whatever is secret stays behind, for the contract's schema passes nothing else on. */
export const viewOfConfig = (row: StoredProviderConfig, defaultId: string | null): ProviderConfigView => ({
  ...row,
  isDefault: row.id === defaultId,
  hasCredentials: row.credentials !== null,
  // A provider that reports nothing back is given no URL.
  webhookUrls:
    manifestOf(row.provider).reports === "callbacks"
      ? { inbound: inboundUrlOf(row), status: `${config.messageStatusUrl()}/${row.webhookId}`, voice: null }
      : { inbound: null, status: null, voice: null },
  health: {
    status: row.healthStatus,
    lastError: row.lastError,
    lastInboundAt: row.lastInboundAt,
    lastStatusCallbackAt: row.lastStatusCallbackAt,
  },
});

/** `basic`: who it is. `full` has nothing more than `default`. */
export const configInView = (view: ProviderConfigView, wanted: "basic" | "default" | "full") => {
  if (wanted !== "basic") return view;
  const { id, name, provider, isDefault, isActive } = view;
  return { id, name, provider, isDefault, isActive };
};

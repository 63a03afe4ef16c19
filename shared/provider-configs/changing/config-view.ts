import type * as z from "zod";
import type { ProviderConfig } from "../../api/schemas/provider-config-schemas.ts";
import { config } from "../../kernel/config.ts";
import { manifestOf } from "../../providers/manifests.ts";
import type { StoredProviderConfig } from "../provider-config.ts";

export type ProviderConfigView = z.output<typeof ProviderConfig>;

/** The URL that the hub sets at the provider as a number's webhook. Its 128 random bits identify the configuration. */
export const inboundUrlOf = ({ webhookId }: StoredProviderConfig): string =>
  `${config.inboundMessageUrl()}/${webhookId}`;

/** A configuration as callers see it. It still has the row's other fields; the response schema removes them, secrets included. */
export const viewOfConfig = (row: StoredProviderConfig, defaultId: string | null): ProviderConfigView => ({
  ...row,
  isDefault: row.id === defaultId,
  hasCredentials: row.credentials !== null,
  // A provider that sends no callbacks has no webhook URLs.
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

/** `basic` has only the id, name, provider and two flags. `full` equals `default`. */
export const configInView = (view: ProviderConfigView, wanted: "basic" | "default" | "full") => {
  if (wanted !== "basic") return view;
  const { id, name, provider, isDefault, isActive } = view;
  return { id, name, provider, isDefault, isActive };
};

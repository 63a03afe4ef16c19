import type { Manifest } from "./manifest.ts";
import { sns } from "./sns/manifest.ts";
import { twilio } from "./twilio/manifest.ts";

/** Every provider, by its name in configurations. */
const manifests = {
  twilio,
  sns,
} as const satisfies Readonly<Record<string, Manifest>>;

export type ProviderName = keyof typeof manifests;

export const providerNames = Object.keys(manifests) as [ProviderName, ...ProviderName[]];

export const manifestOf = (provider: ProviderName): Manifest => manifests[provider];

/** In test mode the provider has Twilio's abilities, so that a test behaves as a live send would. */
export const manifestOfMessage = (provider: ProviderName | "test"): Manifest =>
  provider === "test" ? twilio : manifests[provider];

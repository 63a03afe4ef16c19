import type { Manifest } from "./manifest.ts";
import { sns } from "./sns/manifest.ts";
import { twilio } from "./twilio/manifest.ts";

/** Every provider, by the name that configurations give. */
const manifests = {
  twilio,
  sns,
} as const satisfies Readonly<Record<string, Manifest>>;

export type ProviderName = keyof typeof manifests;

export const providerNames = Object.keys(manifests) as [ProviderName, ...ProviderName[]];

export const manifestOf = (provider: ProviderName): Manifest => manifests[provider];

/** Twilio's abilities stand in for a provider in test mode: a test is to go as it would go live. */
export const manifestOfMessage = (provider: ProviderName | "test"): Manifest =>
  provider === "test" ? twilio : manifests[provider];

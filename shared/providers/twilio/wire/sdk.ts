import type Domain from "twilio/lib/base/Domain.js";
import VersionModule from "twilio/lib/base/Version.js";
import type V2010 from "twilio/lib/rest/api/V2010.js";
import type LookupsV2 from "twilio/lib/rest/lookups/V2.js";
import type MessagingV1 from "twilio/lib/rest/messaging/V1.js";
import type MessagingV2 from "twilio/lib/rest/messaging/V2.js";
import type VerifyV2 from "twilio/lib/rest/verify/V2.js";
import type { TwilioProduct } from "./twilio-host.ts";
import type { TwilioRequest, TwilioTransport } from "./twilio-transport.ts";

/**
 * Uses the Twilio SDK's resources without its client: 40 KB instead of 3.7 MB. A resource needs only a version, which builds addresses and
 * sends requests; here our transport sends them. Twilio does not document these import paths: test/providers/twilio/twilio-sdk.test.ts
 * guards them. Only this file casts to the SDK's types, which expect its whole client.
 */
const Version = defaultOf(VersionModule);

export const apiVersion = (transport: TwilioTransport): V2010 =>
  new Version(domain(transport, "api"), "2010-04-01") as unknown as V2010;

export const lookupsVersion = (transport: TwilioTransport): LookupsV2 =>
  new Version(domain(transport, "lookups"), "v2") as unknown as LookupsV2;

export const verifyVersion = (transport: TwilioTransport): VerifyV2 =>
  new Version(domain(transport, "verify"), "v2") as unknown as VerifyV2;

/** Messaging Services. */
export const messagingV1 = (transport: TwilioTransport): MessagingV1 =>
  new Version(domain(transport, "messaging"), "v1") as unknown as MessagingV1;

/** The senders of WhatsApp and other channels. */
export const messagingV2 = (transport: TwilioTransport): MessagingV2 =>
  new Version(domain(transport, "messaging"), "v2") as unknown as MessagingV2;

const domain = (transport: TwilioTransport, product: TwilioProduct): Domain => {
  const baseUrl = transport.baseUrl(product);
  const absoluteUrl = (uri = ""): string => `${baseUrl}/${uri.replace(/^\/+/, "")}`;
  const own = {
    baseUrl,
    absoluteUrl,
    /** Resources call this with a path. The pages of a list call `twilio.request` with an absolute URL. */
    request: (options: { uri?: string }) => transport.request(product, { ...options, uri: absoluteUrl(options.uri) }),
    twilio: { request: (options: TwilioRequest) => transport.request(product, options) },
  };
  return own as unknown as Domain;
};

/** Node and esbuild use a CommonJS module's `exports` as its default export. TypeScript and vitest use `exports.default`. */
function defaultOf<Module>(module: Module | { default: Module }): Module {
  return typeof module === "object" && module !== null && "default" in module ? module.default : (module as Module);
}

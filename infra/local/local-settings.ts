import type { EnvironmentSettings } from "../environments.ts";
import { environments } from "../environments.ts";
import { clientId } from "./oidc/issuer.ts";
import type { TextEdit } from "./template/read-assembly.ts";

/** The ports of servers whose URLs are settings of the template. */
export interface SettingPorts {
  twilio: number;
  inboundMessage: number;
  messageStatus: number;
  issuer: number;
}

/**
 * The template contains these ports, and `withPorts` replaces them by the real ones: one template fits all free ports, and a start need
 * not wait for a new one. No server listens on these ports.
 */
const placeholders: SettingPorts = { twilio: 1, inboundMessage: 2, messageStatus: 3, issuer: 4 };

const url = (port: number) => `http://127.0.0.1:${port}`;

/** The dev environment, with URLs of servers on this machine. */
export const localSettings: EnvironmentSettings = {
  ...environments.dev,
  // One thread runs all visits here. More of them at once would not be faster, and their calls to the tables would time out.
  batchConcurrency: 3,
  twilioBaseUrl: url(placeholders.twilio),
  webhookBaseUrls: { inboundMessage: url(placeholders.inboundMessage), messageStatus: url(placeholders.messageStatus) },
  jwtIssuers: [
    {
      issuer: url(placeholders.issuer),
      clientIds: [clientId],
      tenantClaim: "tenant_id",
      permissionsClaim: "permissions",
      // Every tenant but the hub's own, because this issuer signs any token for anybody.
      tenants: ["*"],
    },
  ],
};

/** Puts the real ports into a template that was made with localSettings. */
export function withPorts(ports: SettingPorts): TextEdit {
  const real = new Map([
    [placeholders.twilio, ports.twilio],
    [placeholders.inboundMessage, ports.inboundMessage],
    [placeholders.messageStatus, ports.messageStatus],
    [placeholders.issuer, ports.issuer],
  ]);
  return (text) =>
    text.replace(/http:\/\/127\.0\.0\.1:(\d+)/g, (whole, port: string) => {
      const found = real.get(Number(port));
      return found === undefined ? whole : url(found);
    });
}

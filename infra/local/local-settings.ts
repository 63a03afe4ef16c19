import type { EnvironmentSettings } from "../environments.ts";
import { environments } from "../environments.ts";
import { clientId } from "./oidc/issuer.ts";
import type { TextEdit } from "./template/read-assembly.ts";

/** What must have an address before the template is made, because its address is a setting. */
export interface SettingPorts {
  twilio: number;
  inboundMessage: number;
  messageStatus: number;
  issuer: number;
}

/**
 * The template is made with these ports and read with the real ones, so that one template serves whatever ports are free and
 * a start need not wait for a new one. Nothing ever listens on them.
 */
const placeholders: SettingPorts = { twilio: 1, inboundMessage: 2, messageStatus: 3, issuer: 4 };

const url = (port: number) => `http://127.0.0.1:${port}`;

/** The dev environment, with what it talks to standing on this machine. */
export const localSettings: EnvironmentSettings = {
  ...environments.dev,
  // One thread makes all visits here: with more at once none is done sooner, and their calls to the tables run out of time.
  batchConcurrency: 3,
  twilioBaseUrl: url(placeholders.twilio),
  webhookBaseUrls: { inboundMessage: url(placeholders.inboundMessage), messageStatus: url(placeholders.messageStatus) },
  jwtIssuers: [
    {
      issuer: url(placeholders.issuer),
      clientIds: [clientId],
      tenantClaim: "tenant_id",
      permissionsClaim: "permissions",
      // Not the hub's own: it signs whatever it is asked to.
      tenants: ["*"],
    },
  ],
};

/** Puts the real ports into a template made with localSettings. */
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

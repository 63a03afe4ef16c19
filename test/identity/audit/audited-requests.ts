import type { Api } from "../../support/api.ts";
import { allowing } from "../../support/channels.ts";
import { admin, newBareTenant, newNumber, newTwilioAccount, type TestTenant } from "../../support/hub/hub.ts";

/** A request for a change whose resources already exist. */
export interface PreparedRequest {
  api: Api;
  path: string;
  body?: unknown;
  /** The tenant whose audit log must contain the row. Undefined: the tenant that the request creates. */
  logOwner?: string;
}

type Prepare = (tenant: TestTenant) => Promise<PreparedRequest>;

/** The requests that change a tenant's provider configurations, or with `Hub` the hub-wide ones. */
const onConfigs = (infix: "" | "Hub"): Record<string, Prepare> => {
  const isHub = infix === "Hub";
  const base = isHub ? "/v1/hub/provider-configs" : "/v1/provider-configs";
  const by = (tenant: TestTenant) => ({ api: isHub ? admin : tenant.api, logOwner: isHub ? "ten_hub" : tenant.id });

  const withConfig = async (tenant: TestTenant) => {
    const { api } = by(tenant);
    const { accountSid, authToken, numberSid } = await newTwilioAccount();
    const credentials = { accountSid, authToken };
    const { body } = await api.post(base, { name: "x", provider: "twilio", isDefault: false, credentials });
    return { path: `${base}/${body.id}`, credentials, numberSid, api };
  };
  const on =
    (action: string, body?: unknown): Prepare =>
    async (tenant) => ({ ...by(tenant), path: `${(await withConfig(tenant)).path}${action}`, body });
  const withNumber = async (tenant: TestTenant) => {
    const { path, numberSid, api } = await withConfig(tenant);
    await api.post(`${path}/test-connection`);
    return { path: `${path}/phone-numbers/${numberSid}`, api };
  };

  return {
    [`create${infix}ProviderConfig`]: async (tenant) => ({
      ...by(tenant),
      path: base,
      body: { name: "x", provider: "twilio", isDefault: false },
    }),
    [`update${infix}ProviderConfig`]: on("", { name: "y" }),
    [`delete${infix}ProviderConfig`]: on(""),
    [`set${infix}ProviderCredentials`]: async (tenant) => {
      const { path, credentials } = await withConfig(tenant);
      return { ...by(tenant), path: `${path}/credentials`, body: credentials };
    },
    [`test${infix}ProviderConnection`]: on("/test-connection"),
    [`connect${infix}ProviderNumber`]: async (tenant) => ({
      ...by(tenant),
      path: `${(await withNumber(tenant)).path}/connect`,
      body: {},
    }),
    [`disconnect${infix}ProviderNumber`]: async (tenant) => {
      const { path, api } = await withNumber(tenant);
      await api.post(`${path}/connect`, {});
      return { ...by(tenant), path: `${path}/disconnect` };
    },
  };
};

const onOwn =
  (path: string, body: () => unknown): Prepare =>
  async ({ api, id }) => ({ api, path, body: body(), logOwner: id });

const newTemplate = async (api: Api): Promise<string> =>
  `/v1/templates/${(await api.post("/v1/templates", { name: `T${newNumber()}`, bodies: { en: "x" } })).body.id}`;

/** A request for each operation that is declared `audited`. */
export const auditedRequests: Readonly<Record<string, Prepare>> = {
  ...onConfigs(""),
  ...onConfigs("Hub"),
  createApiKey: onOwn("/v1/api-keys", () => ({ name: "x", permissions: ["view_messages"] })),
  revokeApiKey: async ({ api, id }) => {
    const { body } = await api.post("/v1/api-keys", { name: "x", permissions: ["view_messages"] });
    return { api, path: `/v1/api-keys/${body.id}`, logOwner: id };
  },
  createTemplate: onOwn("/v1/templates", () => ({ name: `T${newNumber()}`, bodies: { en: "x" } })),
  updateTemplate: async ({ api, id }) => ({
    api,
    path: await newTemplate(api),
    body: { name: `U${newNumber()}` },
    logOwner: id,
  }),
  deleteTemplate: async ({ api, id }) => ({ api, path: await newTemplate(api), logOwner: id }),
  updatePreferences: onOwn("/v1/users/somebody/preferences", () => allowing("sms")),
  createTenant: async () => ({ api: admin, path: "/v1/tenants", body: { name: "Audited" } }),
  updateTenant: async ({ api, id }) => ({ api, path: `/v1/tenants/${id}`, body: { name: "Renamed" }, logOwner: id }),
  updateLimits: async ({ api, id }) => ({
    api,
    path: `/v1/tenants/${id}/limits`,
    body: { monthlyMessages: 5 },
    logOwner: id,
  }),
  setSendingPause: async ({ api, id }) => ({
    api,
    path: "/v1/sending-pauses",
    body: { country: "TK", reason: "Audited" },
    logOwner: id,
  }),
  endSendingPause: async ({ api, id }) => {
    const { body } = await api.put("/v1/sending-pauses", { country: "WF", reason: "Audited" });
    return { api, path: `/v1/sending-pauses/${body.id}`, logOwner: id };
  },
  updateVerificationPolicy: async ({ api, id }) => ({
    api,
    path: `/v1/tenants/${id}/verification-policy`,
    body: { codeLength: 6 },
    logOwner: id,
  }),
  suspendTenant: async () => {
    const { id } = await newBareTenant();
    return { api: admin, path: `/v1/tenants/${id}/suspend`, logOwner: id };
  },
  resumeTenant: async () => {
    const { id } = await newBareTenant();
    await admin.post(`/v1/tenants/${id}/suspend`);
    return { api: admin, path: `/v1/tenants/${id}/resume`, logOwner: id };
  },
  createErasure: onOwn("/v1/erasures", () => ({ number: newNumber() })),
  createExport: onOwn("/v1/exports", () => ({ number: newNumber() })),
};

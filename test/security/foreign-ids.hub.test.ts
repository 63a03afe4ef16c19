import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import type { Operation } from "../../shared/api/operation.ts";
import { registry } from "../../shared/api/registry.ts";
import { allowing } from "../support/channels.ts";
import { newNumber, newQuietTenant, type TestTenant } from "../support/hub/hub.ts";
import { type OwnedIds, ownedIds, unknownIds } from "./sample-requests.ts";

let owner: TestTenant;
let stranger: TestTenant;
let theirs: OwnedIds & { uploadId: string };
beforeAll(async () => {
  [owner, stranger] = await Promise.all([newQuietTenant(), newQuietTenant()]);
  const [ids, upload] = await Promise.all([ownedIds(owner), uploaded()]);
  theirs = { ...ids, uploadId: upload };
  await stranger.api.patch("/v1/users/ana/preferences", { number: newNumber(), ...allowing("sms") });
});

const uploaded = async (): Promise<string> => {
  const list = "to\n+14155552671\n";
  const { body } = await owner.api.post("/v1/message-batches/uploads", { bytes: list.length });
  await fetch(body.url, { method: "PUT", body: list });
  return body.uploadId;
};
const unknown = () => ({ ...unknownIds(), uploadId: `upl_csv_${"A".repeat(22)}` });
type Ids = ReturnType<typeof unknown>;

/** Names of ids that are not resources of a tenant: of people, devices, provider objects and requests. */
const noResource = new Set([
  "userId",
  "ownerUserId",
  "actingUserId",
  "deviceId",
  "providerMessageId",
  "requestId",
  "sid",
  "senderId",
  "accessKeyId",
]);
const isIdName = (name: string): boolean => /^(id|sender)$|Id$/.test(name) && !noResource.has(name);

type Schema = z.core.JSONSchema.BaseSchema;

/** A phone number names no resource, whatever its member is called. */
const isNumber = (schema: unknown): boolean => JSON.stringify(schema).includes('"#/$defs/E164"');

/** The names of all members, at any depth, that name a resource. */
const idNamesIn = (schema: Schema, names = new Set<string>()): Set<string> => {
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    if (isIdName(name) && !isNumber(inner)) names.add(name === "id" ? "template.id" : name);
    if (typeof inner === "object") idNamesIn(inner, names);
  }
  const parts = [schema.anyOf, schema.allOf, schema.items, Object.values(schema.$defs ?? {})];
  for (const inner of parts.flat()) if (typeof inner === "object") idNamesIn(inner, names);
  return names;
};

const idNamesOf = ({ body, query }: Operation): string[] =>
  [body, query].flatMap((schema) =>
    schema ? [...idNamesIn(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }))] : [],
  );

type Ask = (ids: Ids) => Promise<{ status: number; body: unknown }>;
const send = (more: object) => stranger.api.post("/v1/messages", { to: newNumber(), body: "x", ...more });
const preview = (more: object) => stranger.api.post("/v1/messages/preview", { to: "+14155552671", body: "x", ...more });
const batch = (more: object) => stranger.api.post("/v1/message-batches", { to: ["+14155552671"], body: "x", ...more });
const notify = async (more: object) => {
  const { status, body } = await stranger.api.post("/v1/notifications", { userId: "ana", ...more });
  return { status, body: { ...body, id: "" } };
};
const policy = (more: object) => stranger.api.patch("/v1/tenants/current/verification-policy", more);
const template = ({ templateId }: Ids) => ({ body: undefined, template: { id: templateId } });
const optOut = (sender: string) => stranger.api.put("/v1/opt-outs/+14155552671", { scope: { sender } });

/** A request for each operation and each of its members, with an id in that member. */
const requests: Readonly<Record<string, Ask>> = {
  "sendMessage template.id": (ids) => send(template(ids)),
  "sendMessage providerConfigId": ({ configId }) => send({ providerConfigId: configId }),
  "previewMessage template.id": (ids) => preview(template(ids)),
  "previewMessage providerConfigId": ({ configId }) => preview({ providerConfigId: configId }),
  "listMessages batchId": ({ batchId }) => stranger.api.get(`/v1/messages?batchId=${batchId}`),
  "createBatch template.id": (ids) => batch(template(ids)),
  "createBatch providerConfigId": ({ configId }) => batch({ providerConfigId: configId }),
  "createBatch uploadId": ({ uploadId }) => batch({ to: undefined, uploadId }),
  "notifyUser template.id": (ids) => notify(template(ids)),
  "lookupNumber providerConfigId": ({ configId }) =>
    stranger.api.post("/v1/lookups", { number: "+14155552671", providerConfigId: configId }),
  "createProviderConfig failoverConfigId": ({ configId }) =>
    stranger.api.post("/v1/provider-configs", { name: "x", provider: "twilio", failoverConfigId: configId }),
  "updateProviderConfig failoverConfigId": ({ configId }) =>
    stranger.api.patch(`/v1/provider-configs/${stranger.config.id}`, { failoverConfigId: configId }),
  "updateVerificationPolicy templateId": ({ templateId }) => policy({ templateId }),
  "updateVerificationPolicy providerConfigId": ({ configId }) => policy({ providerConfigId: configId }),
  "putOptOut sender": ({ configId }) => optOut(configId),
  "deleteOptOut sender": ({ configId }) => stranger.api.del(`/v1/opt-outs/+14155552671?sender=${configId}`),
  "setSendingPause tenantId": ({ tenantId }) => stranger.api.put("/v1/sending-pauses", { tenantId, reason: "x" }),
  "listSendingPauses tenantId": ({ tenantId }) => stranger.api.get(`/v1/sending-pauses?tenantId=${tenantId}`),
  "endSendingPause tenantId": ({ tenantId }) => stranger.api.del(`/v1/sending-pauses/pau_x?tenantId=${tenantId}`),
  "importOptOuts line": ({ configId }) =>
    stranger.api.request("POST", "/v1/opt-outs/import", `+14155552671,${configId}\n`, { "content-type": "text/csv" }),
};

const essence = (body: unknown, ids: Ids): string =>
  Object.values(ids).reduce(
    (text, id) => text.replaceAll(id, "ID"),
    JSON.stringify({ ...(body as object), requestId: "" }),
  );

describe("another tenant's id in a request (invariant 16)", () => {
  test("is tested in every member that names a resource", () => {
    const named = registry
      // Operations on hub-wide configurations have members of the same names, but only a platform administrator may call them.
      .filter(({ operation }) => operation.permission !== "platform_admin")
      .flatMap(({ operation }) => idNamesOf(operation).map((name) => `${operation.id} ${name}`));
    expect([...new Set(named)].sort()).toEqual(
      Object.keys(requests)
        .filter((name) => name !== "importOptOuts line")
        .sort(),
    );
  });

  test.each(Object.entries(requests))("in %s is answered like an unknown id", async (_name, ask) => {
    const none = unknown();
    const [onTheirs, onNothing] = [await ask(theirs), await ask(none)];
    expect(onTheirs.status).toBe(onNothing.status);
    expect(essence(onTheirs.body, theirs)).toBe(essence(onNothing.body, none));
  });

  test("is refused as the sender in putOptOut and importOptOuts", async () => {
    expect(await optOut(theirs.configId)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await optOut(stranger.config.id)).toMatchObject({ status: 200 });
    const csv = `number,sender\n+14155552672,${theirs.configId}\n+14155552672,${stranger.config.id}\n+14155552673\n`;
    const imported = await stranger.api.request("POST", "/v1/opt-outs/import", csv, { "content-type": "text/csv" });
    expect(imported).toMatchObject({
      status: 200,
      body: { imported: 2, invalidCount: 1, invalid: [{ line: 2, reason: "unknown_sender" }] },
    });
    const { body } = await stranger.api.get("/v1/opt-outs?number=14155552672");
    expect(body.items).toMatchObject([{ scope: { sender: stranger.config.id } }]);
  });
});

import { DeleteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Api } from "../support/api.ts";
import { eventually, newNumber, running, simulator, type TestTenant, tables } from "../support/hub/hub.ts";

export const policyPath = "/v1/tenants/current/verification-policy";

/** The code that the simulator's phone got with that many sends; a call takes its time. Empty where it never comes. */
export const codeAt = async (number: string, sends = 1): Promise<string> => {
  const codes = await eventually(
    () => simulator.codes(number),
    (all) => all.length >= sends,
    5_000,
  );
  return codes[sends - 1] ?? "";
};

/** A code of as many digits that is another one. */
export const otherThan = (code: string): string =>
  String((Number(code) + 1) % 10 ** code.length).padStart(code.length, "0");

interface Begun {
  id: string;
  to: string;
  code: string;
}

/** Starts a verification of a new number; its code, as the phone received it. */
export const begin = async (
  { api }: { api: Api },
  request: { to?: string; [member: string]: unknown } = {},
): Promise<Begun> => {
  const { to = newNumber(), ...more } = request;
  const before = (await simulator.codes(to)).length;
  const { status, body } = await api.post("/v1/verifications", { to, purpose: "login", ...more });
  if (status !== 201) throw new Error(`A verification could not be started: ${JSON.stringify(body)}`);
  return { id: body.id, to, code: await codeAt(to, before + 1) };
};

export const check = (api: Api, id: string, code: string) => api.post(`/v1/verifications/${id}/check`, { code });

const tagIn = (id: string): string => id.slice(4, 20);

/** Changes attributes of a verification's row, for what would else be waited for. */
export const amendRow = (tenant: Pick<TestTenant, "id">, id: string, values: Record<string, unknown>) => {
  const names = Object.keys(values);
  return tables.send(
    new UpdateCommand({
      TableName: running.tables.verifications,
      Key: { pk: `${tenant.id}#${tagIn(id)}`, sk: id },
      UpdateExpression: `SET ${names.map((_name, at) => `#${at} = :${at}`).join(", ")}`,
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeNames: Object.fromEntries(names.map((name, at) => [`#${at}`, name])),
      ExpressionAttributeValues: Object.fromEntries(names.map((name, at) => [`:${at}`, values[name]])),
    }),
  );
};

/** As if the code's time were over. */
export const expire = (tenant: Pick<TestTenant, "id">, id: string) =>
  amendRow(tenant, id, { codeExpiresAt: Date.now() - 1 });

/** As if the hour of the sends were over for its number: a cooldown is 10 seconds at least. */
export const forgetSends = (tenant: Pick<TestTenant, "id">, id: string) =>
  tables.send(
    new DeleteCommand({
      TableName: running.tables.limits,
      Key: { pk: `${tenant.id}#verification-sends#${tagIn(id)}` },
    }),
  );

/** The events of a verification, once there are so many. */
export const eventsOf = (api: Api, id: string, count = 1) =>
  eventually(
    async (): Promise<{ type: string; data: Record<string, unknown> }[]> => {
      const { body } = await api.get("/v1/events?type=verification.approved,verification.failed&limit=200");
      return body.items.filter(({ data }: { data: { verificationId: string } }) => data.verificationId === id);
    },
    (events) => events.length >= count,
  );

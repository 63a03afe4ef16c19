import { DeleteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Api } from "../support/api.ts";
import { eventually, newNumber, running, simulator, type TestTenant, tables } from "../support/hub/hub.ts";

export const policyPath = "/v1/tenants/current/verification-policy";

/** Waits until the simulated phone has received `sends` codes, and returns the last one. Empty: it did not arrive. */
export const codeAt = async (number: string, sends = 1): Promise<string> => {
  const codes = await eventually(
    () => simulator.codes(number),
    (all) => all.length >= sends,
    5_000,
  );
  return codes[sends - 1] ?? "";
};

/** Another code with the same number of digits. */
export const otherThan = (code: string): string =>
  String((Number(code) + 1) % 10 ** code.length).padStart(code.length, "0");

interface Begun {
  id: string;
  to: string;
  code: string;
}

/** Starts a verification of a new number. Returns it with the code that the phone received. */
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

/** Changes attributes of a verification's row, so that a test need not wait. */
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

/** Ends the code's lifetime. */
export const expire = (tenant: Pick<TestTenant, "id">, id: string) =>
  amendRow(tenant, id, { codeExpiresAt: Date.now() - 1 });

/** Deletes the counted sends to the verification's number, because a cooldown lasts at least 10 seconds. */
export const forgetSends = (tenant: Pick<TestTenant, "id">, id: string) =>
  tables.send(
    new DeleteCommand({
      TableName: running.tables.limits,
      Key: { pk: `${tenant.id}#verification-sends#${tagIn(id)}` },
    }),
  );

/** Waits for `count` events of a verification, and returns them. */
export const eventsOf = (api: Api, id: string, count = 1) =>
  eventually(
    async (): Promise<{ type: string; data: Record<string, unknown> }[]> => {
      const { body } = await api.get("/v1/events?type=verification.approved,verification.failed&limit=200");
      return body.items.filter(({ data }: { data: { verificationId: string } }) => data.verificationId === id);
    },
    (events) => events.length >= count,
  );

import type { Api } from "../support/api.ts";
import { admin, eventually, invoke, simulator, type TestTenant } from "../support/hub/hub.ts";

const path = "/v1/sending-pauses";

/**
 * Pauses all sends of a tenant, or those that `named` names. Before a tenant's first send no function has cached that there is no pause.
 */
export const pause = async (api: Api, named: object = {}): Promise<{ id: string; until: string | null }> => {
  const { status, body } = await api.put(path, { reason: "An incident", ...named });
  if (status !== 200) throw new Error(`The pause was refused: ${JSON.stringify(body)}`);
  return body;
};

export const endPause = async (api: Api, { id }: { id: string }): Promise<void> => {
  const { status } = await api.del(`${path}/${id}`);
  if (status !== 204) throw new Error("The pause could not be ended.");
};

export const suspend = ({ id }: { id: string }) => admin.post(`/v1/tenants/${id}/suspend`);
/** Resumes a tenant, and returns once its key works again. */
export const resume = async ({ id, api }: { id: string; api: Api }): Promise<void> => {
  await admin.post(`/v1/tenants/${id}/resume`);
  await eventually(
    () => api.get("/v1/tenants/current"),
    ({ status }) => status === 200,
  );
};

export const messageOf = async ({ api }: { api: Api }, id: string) =>
  (await api.get(`/v1/messages/${id}?view=full`)).body;

/** Runs this sweeper until the answer fits, so that no test waits for its schedule. */
export const swept = <Value>(
  name: string,
  ask: () => Promise<Value>,
  fits: (value: Value) => boolean,
): Promise<Value> =>
  eventually(
    async () => {
      await invoke(name);
      // Gives the queue time to deliver what the sweep queued.
      await new Promise((resolve) => setTimeout(resolve, 200));
      return ask();
    },
    fits,
    60_000,
  );

/** Runs the sweeper until the message is final. Returns the message. */
export const endOfMessage = (tenant: TestTenant, id: string) =>
  swept(
    "sweep-messages",
    () => messageOf(tenant, id),
    ({ isFinal }) => isFinal,
  );

/** The number of send requests to the provider for this number. */
export const sendsTo = async (to: string): Promise<number> =>
  (await simulator.requests({ to, operation: "messages.create" })).length;

import { DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import type { BenchHub } from "../bench-hub.ts";
import { newRequestId, operationEvent } from "./events.ts";
import type { BenchOperation } from "./operations.ts";

const Answer = z.object({ body: z.string() });
const Started = z.object({ id: z.string() });

const path = "/v1/verifications";
const purpose = "login";

/** Starts, checks and resends with the hub's own engine. */
export function verificationOperations(hub: BenchHub, context: unknown): BenchOperation[] {
  const { invoke, twilio } = hub;
  const tables = new DynamoDBClient({
    endpoint: hub.dynamodbEndpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const startEvent = (requestId: string, to = newNumber()) => operationEvent(requestId, path, { to, purpose }, context);
  const started = async () => {
    const to = newNumber();
    const { body } = Answer.parse(await invoke("start-verification", startEvent(newRequestId(), to)));
    const { id } = Started.parse(JSON.parse(body));
    return { id, to, code: (await twilio.codes(to)).at(-1) ?? "" };
  };
  const eventOn = (requestId: string, id: string, action: string, body: object) =>
    operationEvent(requestId, `${path}/${id}/${action}`, body, context, { id });
  const wrongCode = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");
  const operation = (name: string, label: string, event: BenchOperation["event"]): BenchOperation => ({
    name,
    label,
    trigger: "http-api",
    event,
    status: 200,
  });

  return [
    { ...operation("start", "start-verification", (requestId) => startEvent(requestId)), aim: 3, status: 201 },
    {
      ...operation("check, right", "check-verification", async (requestId) => {
        const { id, code } = await started();
        return eventOn(requestId, id, "check", { code });
      }),
      aim: 2,
    },
    {
      ...operation("check, wrong", "check-verification", async (requestId) => {
        const { id, code } = await started();
        return eventOn(requestId, id, "check", { code: wrongCode(code) });
      }),
      aim: 2,
    },
    operation("check by number", "check-verification-by-number", async (requestId) => {
      const { to, code } = await started();
      return operationEvent(requestId, `${path}/check`, { to, purpose, code }, context);
    }),
    operation("resend", "resend-verification", async (requestId) => {
      const { id } = await started();
      // Removes the wait for the next code.
      const pk = { S: `${hub.demo.tenantId}#verification-sends#${id.slice(4, 20)}` };
      await tables.send(new DeleteItemCommand({ TableName: hub.limitsTable, Key: { pk } }));
      return eventOn(requestId, id, "resend", {});
    }),
  ];
}

let blocks = 0;
/** An unused number in an unused block of 10,000, because the limits of codes apply to blocks, too. */
const newNumber = (): string => {
  const block = blocks++;
  return `+1${[415, 212, 646][Math.floor(block / 800) % 3]}${200 + (block % 800)}0142`;
};

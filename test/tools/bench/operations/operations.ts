import { demoAccount } from "@phonehub/simulators/twilio/demo-account";
import * as z from "zod";
import { apiClient } from "../../../../infra/local/network/api-client.ts";
import type { BenchHub } from "../bench-hub.ts";
import { authorizerEvent, newRequestId, operationEvent, webhookEvent } from "./events.ts";
import { streamEvent } from "./stream-event.ts";
import { inboundForm, statusForm } from "./twilio-forms.ts";
import { verificationOperations } from "./verification-operations.ts";

export interface BenchOperation {
  name: string;
  /** The function's construct id. */
  label: string;
  /** AWS charges for each request to API Gateway, but not for requests to a Function URL. */
  trigger: "http-api" | "function-url" | "none";
  /** The maximum of serial round trips when warm. Without it the bench only reports them. */
  aim?: number;
  /** Makes the necessary earlier requests, and a new event for the function. */
  event: (requestId: string) => Promise<object> | object;
  /** The expected status. */
  status: number;
}

const Authorized = z.object({ context: z.record(z.string(), z.unknown()) });
const Answer = z.object({ statusCode: z.number(), body: z.string().default("") });
const SentMessage = z.object({ id: z.string(), providerMessageId: z.string(), from: z.string(), to: z.string() });
type SentMessage = z.infer<typeof SentMessage>;
const NewTenant = z.object({ apiKey: z.object({ secret: z.string() }) });

const messageBody = "Your table for two is booked for tonight at 8. Reply C to cancel it.";

/** The operations to measure, on a running hub. */
export async function benchOperations(hub: BenchHub): Promise<BenchOperation[]> {
  const { invoke, demo, apiUrl, twilio } = hub;
  const { context } = Authorized.parse(await invoke("authorize", authorizerEvent(newRequestId(), demo.apiKey)));
  const admin = apiClient(apiUrl, demo.platformAdminKey);
  const post = (path: string, body: () => object) => (requestId: string) =>
    operationEvent(requestId, path, body(), context);

  const sendEvent = post("/v1/messages", () => ({ to: newNumber(), body: messageBody }));
  const sentMessage = async (): Promise<SentMessage> => {
    const { body } = Answer.parse(await invoke("send-message", sendEvent(newRequestId())));
    return SentMessage.parse(JSON.parse(body));
  };
  const callback = (requestId: string, message: SentMessage, status: "sent" | "delivered") => {
    const url = `${demo.webhookUrls.status}/${demo.tenantId}/${message.id}`;
    return webhookEvent(requestId, url, statusForm(message, status), demoAccount.authToken);
  };

  const known = newNumber();
  await invoke("lookup-number", operationEvent(newRequestId(), "/v1/lookups", { number: known }, context));
  // Each send needs its own number, because the tenant's limits restrict the messages per number.
  const busy = Array.from({ length: 60 }, newNumber);
  // This Retry-After is longer than the rest of the run, so no queued message disturbs it.
  const throttled = (to: string) => ({ kind: "throttle", retryAfterSeconds: 900, match: { to }, times: 0 }) as const;
  await Promise.all(busy.map((to) => twilio.fault(throttled(to))));

  return [
    {
      name: "normalise",
      label: "normalize-number",
      trigger: "http-api",
      aim: 0,
      event: post("/v1/numbers/normalize", () => ({ input: "(415) 555-2671", country: "US" })),
      status: 200,
    },
    {
      name: "lookup, hit",
      label: "lookup-number",
      trigger: "http-api",
      aim: 1,
      event: post("/v1/lookups", () => ({ number: known })),
      status: 200,
    },
    {
      name: "lookup, miss",
      label: "lookup-number",
      trigger: "http-api",
      aim: 3,
      event: post("/v1/lookups", () => ({ number: newNumber() })),
      status: 200,
    },
    { name: "send", label: "send-message", trigger: "http-api", aim: 3, event: sendEvent, status: 201 },
    {
      name: "send, throttled",
      label: "send-message",
      trigger: "http-api",
      event: post("/v1/messages", () => ({ to: busy.pop() ?? newNumber(), body: messageBody })),
      status: 201,
    },
    {
      name: "status: sent",
      label: "message-status",
      trigger: "function-url",
      aim: 1,
      event: async (requestId) => callback(requestId, await sentMessage(), "sent"),
      status: 204,
    },
    {
      name: "status: delivered",
      label: "message-status",
      trigger: "function-url",
      aim: 1,
      event: async (requestId) => {
        const message = await sentMessage();
        await invoke("message-status", callback(newRequestId(), message, "sent"));
        return callback(requestId, message, "delivered");
      },
      status: 204,
    },
    {
      name: "inbound message",
      label: "inbound-message",
      trigger: "function-url",
      aim: 1,
      event: (requestId) =>
        webhookEvent(
          requestId,
          demo.webhookUrls.inbound,
          inboundForm(newNumber(), demo.phoneNumber),
          demoAccount.authToken,
        ),
      status: 200,
    },
    {
      name: "event",
      label: "record-message-events",
      trigger: "none",
      aim: 1,
      event: () => streamEvent(demo.tenantId, `msg_${newNumber()}`),
      status: 200,
    },
    ...verificationOperations(hub, context),
    {
      name: "authorizer, new key",
      label: "authorize",
      trigger: "none",
      event: async (requestId) => {
        // A new tenant: the function has cached neither the key nor the tenant.
        const tenant = await admin("POST", "/v1/tenants", { name: "Bench", defaultCountry: "US" });
        return authorizerEvent(requestId, NewTenant.parse(tenant).apiKey.secret);
      },
      status: 200,
    },
  ];
}

let numbers = 2_000_000;
/** A valid, unused number. */
const newNumber = (): string => `+1415${++numbers}`;

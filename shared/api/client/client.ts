import type * as z from "zod";
import { operationTable } from "../operation-table.ts";
import type { Lookup, LookupNumber } from "../operations/lookups.ts";
import type { NormalizedNumber } from "../operations/numbers.ts";
import type { Message, SendMessage } from "../schemas/message-schemas.ts";
import { MessageNotSentError, PhoneHubError } from "./client-errors.ts";
import { type RequestSettings, requestWithRetries } from "./client-request.ts";
import type { CallOptions, OperationId, Operations } from "./client-types.ts";

export type { CallOptions, OperationId, Operations };
export { MessageNotSentError, PhoneHubError };

export interface PhoneHubSettings {
  /** The URL of the hub, such as https://abc.execute-api.eu-central-1.amazonaws.com */
  baseUrl: string;
  /** An API key, or a user's access token. */
  apiKey: string;
  fetch?: typeof globalThis.fetch;
  /** The maximum number of retries. Default: 3. */
  retries?: number;
  /** The time limit of each attempt. Default: 30 s. */
  timeoutMilliseconds?: number;
  /** The longest wait before a retry. If Retry-After asks for more, the client throws the error. Default: 20 s. */
  longestWaitSeconds?: number;
}

export interface SendSmsOptions extends Omit<z.input<typeof SendMessage>, "to" | "body" | "channel">, CallOptions {
  /** Throw MessageNotSentError if the hub accepted the message but could not send it. Default: true. */
  throwIfNotSent?: boolean;
}

type LookupOptions = Omit<z.input<typeof LookupNumber>, "number">;

export interface SimpleApi {
  normalize(input: string, country?: string): Promise<z.output<typeof NormalizedNumber>>;
  lookup(number: string, options?: LookupOptions): Promise<z.output<typeof Lookup>>;
  sendSms(to: string, body: string, options?: SendSmsOptions): Promise<z.output<typeof Message>>;
}

export type PhoneHub = Operations & SimpleApi;

/** Creates a client with one method per operation of the API, and three shortcuts for everyday use. */
export const createPhoneHub = (settings: PhoneHubSettings): PhoneHub => {
  const complete: RequestSettings = {
    retries: 3,
    timeoutMilliseconds: 30_000,
    longestWaitSeconds: 20,
    ...settings,
    fetch: settings.fetch ?? ((...input) => globalThis.fetch(...input)),
  };
  const operations = operationsOf(complete);
  return { ...operations, ...simpleApi(operations) };
};

interface AnyInput extends CallOptions {
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: unknown;
}

/** The cast is safe: the table is generated from the same declarations from which the methods' types are derived. */
const operationsOf = (settings: RequestSettings): Operations =>
  Object.fromEntries(
    Object.entries(operationTable).map(([id, row]) => [id, (input: AnyInput = {}) => call(settings, row, input)]),
  ) as unknown as Operations;

type Row = readonly [method: string, path: string, ...traits: string[]];

const call = async (settings: RequestSettings, [method, path, ...traits]: Row, input: AnyInput): Promise<unknown> => {
  const response = await requestWithRetries(settings, {
    method,
    path: `${pathWith(path, input.params ?? {})}${queryText(input.query ?? {})}`,
    body: input.body,
    idempotencyKey: traits.includes("idempotent") ? (input.idempotencyKey ?? crypto.randomUUID()) : null,
    signal: input.signal ?? null,
  });
  if (traits.includes("raw")) return response;
  return response.status === 204 ? undefined : await response.json();
};

const pathWith = (path: string, params: Readonly<Record<string, string>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (!value) throw new TypeError(`The path ${path} needs ${name}.`);
    return encodeURIComponent(value);
  });

const queryText = (query: Readonly<Record<string, string | number | undefined>>): string => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  return parameters.size === 0 ? "" : `?${parameters}`;
};

const notSent: readonly string[] = ["failed", "suppressed", "undelivered", "canceled", "expired"];

const simpleApi = (operations: Operations): SimpleApi => ({
  async normalize(input, country) {
    const answer = await operations.normalizeNumber({ body: { input, ...(country === undefined ? {} : { country }) } });
    if ("items" in answer) throw new Error("The hub answered a list to a single number.");
    return answer;
  },
  lookup: (number, options = {}) => operations.lookupNumber({ body: { number, ...options } }),
  async sendSms(to, body, { throwIfNotSent = true, signal, idempotencyKey, ...rest } = {}) {
    const message = await operations.sendMessage({
      body: { to, body, ...rest },
      ...(signal ? { signal } : {}),
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    });
    if (throwIfNotSent && notSent.includes(message.status)) throw new MessageNotSentError(message);
    return message;
  },
});

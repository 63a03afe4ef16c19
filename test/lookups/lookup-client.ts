import { handler as deleteLookup } from "../../functions/lookups/delete-lookup.ts";
import { handler as getLookup } from "../../functions/lookups/get-lookup.ts";
import { handler as listLookups } from "../../functions/lookups/list-lookups.ts";
import { handler as lookupNumber } from "../../functions/lookups/lookup-number.ts";
import { handler as putLookup } from "../../functions/lookups/put-lookup.ts";
import type { Permission } from "../../shared/api/permissions.ts";
import type { KeyMode, TenantId } from "../../shared/kernel/ids.ts";
import type { HttpEvent } from "../../shared/lambda/http-handler.ts";

export interface Credential {
  tenantId: TenantId;
  mode?: KeyMode;
  permissions?: readonly Permission[];
  userId?: string;
  defaultCountry?: string;
}

const every: readonly Permission[] = ["lookup_numbers", "view_lookups", "manage_lookups"];

/** Calls the lookup operations as API Gateway does for a credential. */
export const lookupClient = (credential: Credential) => {
  const event = (input: { number?: string; query?: Record<string, string>; body?: unknown }): HttpEvent => ({
    version: "2.0",
    routeKey: "$default",
    rawPath: "/",
    rawQueryString: new URLSearchParams(input.query).toString(),
    headers: {},
    requestContext: requestContext(credential),
    isBase64Encoded: false,
    ...(input.number === undefined ? {} : { pathParameters: { number: input.number } }),
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
  });
  return {
    lookup: (body: unknown) => answerOf(lookupNumber, event({ body })),
    get: (number: string, query: Record<string, string> = {}) => answerOf(getLookup, event({ number, query })),
    put: (number: string, body: unknown) => answerOf(putLookup, event({ number, body })),
    remove: (number: string) => answerOf(deleteLookup, event({ number })),
    list: (query: Record<string, string> = {}) => answerOf(listLookups, event({ query })),
  };
};

const requestContext = ({ tenantId, mode = "live", permissions = every, userId, defaultCountry }: Credential) => ({
  accountId: "000000000000",
  apiId: "test",
  authorizer: {
    lambda: {
      tenantId,
      mode,
      permissions: permissions.join(","),
      ...(userId === undefined ? { keyId: "key_test" } : { userId }),
      ...(defaultCountry === undefined ? {} : { defaultCountry }),
    },
  },
  domainName: "localhost",
  domainPrefix: "localhost",
  http: { method: "GET", path: "/", protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "test" },
  requestId: "req-test",
  routeKey: "$default",
  stage: "$default",
  time: "",
  timeEpoch: 0,
});

export interface ClientAnswer {
  status: number;
  headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: a test may read any member of an answer
  body: any;
}

const answerOf = async (handler: typeof getLookup, event: HttpEvent): Promise<ClientAnswer> => {
  // The handlers do not use Lambda's context.
  const result = await handler(event, {} as Parameters<typeof handler>[1]);
  return {
    status: result.statusCode ?? 200,
    headers: result.headers ?? {},
    body: result.body ? JSON.parse(result.body) : null,
  };
};

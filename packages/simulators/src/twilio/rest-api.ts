import type { Incoming } from "../wire/incoming.ts";
import { parametersOf } from "../wire/incoming.ts";
import { outcomeOf } from "../wire/journal.ts";
import { drawFault } from "../wire/random-fault.ts";
import type { Answer, Reply } from "../wire/reply.ts";
import { answerUnderFault, type FaultDialect, responseFaultKinds } from "../wire/response-fault.ts";
import { createRouter, type Matched } from "../wire/router.ts";
import { accountOperations } from "./accounts/account-operations.ts";
import { authenticate, type Caller, unauthenticated } from "./accounts/authenticate.ts";
import { callOperations } from "./calls/call-operations.ts";
import { lookupOperations } from "./lookups/lookup-operations.ts";
import { mediaOperations } from "./messages/media-operations.ts";
import { messageOperations } from "./messages/message-operations.ts";
import { numberOperations } from "./numbers/number-operations.ts";
import type { Operation } from "./operation.ts";
import { senderOperations } from "./senders/sender-operations.ts";
import { newSid } from "./sids.ts";
import { errorAnswer, notFound, TwilioError } from "./twilio-error.ts";
import { verificationOperations } from "./verify/verification-operations.ts";
import { verifyServiceOperations } from "./verify/verify-service-operations.ts";
import type { World } from "./world.ts";

const operations: Operation[] = [
  ...accountOperations,
  ...messageOperations,
  ...mediaOperations,
  ...numberOperations,
  ...senderOperations,
  ...lookupOperations,
  ...callOperations,
  ...verifyServiceOperations,
  ...verificationOperations,
];

/** The only operations that Twilio's test credentials allow. */
const openToTestCredentials = new Set(["messages.create", "calls.create"]);

const dialect: FaultDialect = {
  throttled: ({ retryAfterSeconds }) =>
    errorAnswer(
      20429,
      "Too Many Requests",
      429,
      retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) },
    ),
  rejected: ({ code, message, status }) => errorAnswer(Number(code), message, status),
  broken: (status) => errorAnswer(status === 503 ? 20503 : 20500, "Internal Server Error", status),
};

/** Serves Twilio's products on one host. The path tells the product. */
export function createRestApi(world: World): (incoming: Incoming) => Promise<Reply> {
  const route = createRouter(operations.map((operation) => ({ ...operation, handle: operation })));
  let concurrent = 0;
  return async (incoming) => {
    concurrent += 1;
    try {
      const reply = await answer(world, incoming, route(incoming.method, incoming.path));
      return "hangUp" in reply ? reply : withTwilioHeaders(reply, concurrent);
    } finally {
      concurrent -= 1;
    }
  };
}

async function answer(world: World, incoming: Incoming, matched: Matched<Operation> | undefined): Promise<Reply> {
  const params = parametersOf(incoming);
  const to = matched?.handle.to?.(matched.path, world, params) ?? params.get("To") ?? undefined;
  const entry = world.journal.note(incoming, matched?.handle.id ?? "unknown", to);
  const reply = await asTwilioError(async () => {
    if (matched === undefined) throw notFound(incoming.path);
    const { handle: operation, path } = matched;
    const caller = callerFor(world, incoming, matched);
    const target = { accountSid: caller.account.accountSid, to, operation: operation.id };
    const taken = world.faults.take([...responseFaultKinds, "random"], target);
    const fault = taken?.kind === "random" ? drawFault(taken) : taken;
    entry.fault = fault?.kind ?? null;
    const accept = () => asTwilioError<Answer>(async () => operation.answer({ caller, params, path, incoming, world }));
    return answerUnderFault(fault, accept, dialect, world.pauses);
  });
  entry.outcome = outcomeOf(reply);
  return reply;
}

function callerFor(world: World, incoming: Incoming, { handle: operation, path }: Matched<Operation>): Caller {
  const caller = authenticate(world.accounts, incoming);
  if (operation.path.includes("{account}") && path("account") !== caller.account.accountSid) throw unauthenticated();
  if (caller.account.isTest && !openToTestCredentials.has(operation.id)) {
    throw new TwilioError(20008, "Resource not accessible with Test Account Credentials", 403);
  }
  return caller;
}

async function asTwilioError<R extends Reply>(work: () => Promise<R>): Promise<R | Answer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TwilioError)) throw error;
    return errorAnswer(error.code, error.message, error.status);
  }
}

function withTwilioHeaders(reply: Answer, concurrent: number): Answer {
  const headers = {
    ...reply.headers,
    "twilio-concurrent-requests": String(concurrent),
    "twilio-request-id": newSid("RQ"),
    "x-home-region": "us1",
  };
  return { ...reply, headers };
}

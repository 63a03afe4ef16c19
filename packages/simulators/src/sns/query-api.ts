import { type Incoming, parametersOf } from "../wire/incoming.ts";
import { outcomeOf } from "../wire/journal.ts";
import type { Answer, Reply } from "../wire/reply.ts";
import { answerUnderFault, type FaultDialect, responseFaultKinds } from "../wire/response-fault.ts";
import type { AwsOperation } from "./aws-operation.ts";
import { AwsError, type AwsService, errorAnswer, resultAnswer } from "./query-xml.ts";
import { signerOf } from "./signer.ts";
import { snsOperations } from "./sns-operations.ts";
import type { SnsWorld } from "./sns-world.ts";
import { stsOperations } from "./sts-operations.ts";

const operations = new Map([...snsOperations, ...stsOperations].map((operation) => [operation.action, operation]));

/** Serves SNS and STS on one address. The AWS Query protocol names the action in the form. */
export function createQueryApi(world: SnsWorld): (incoming: Incoming) => Promise<Reply> {
  return async (incoming) => {
    const params = parametersOf(incoming);
    const action = params.get("Action") ?? "";
    const operation = operations.get(action);
    const service = operation?.service ?? "sns";
    const to = params.get("PhoneNumber") ?? params.get("phoneNumber") ?? undefined;
    const entry = world.journal.note(incoming, `${service}.${action}`, to);
    const fault = world.faults.take(responseFaultKinds, { to, operation: `${service}.${action}` });
    entry.fault = fault?.kind ?? null;
    const accept = async () => answer(world, incoming, params, operation, action);
    const reply = await answerUnderFault(fault, accept, dialectOf(service), world.pauses);
    entry.outcome = outcomeOf(reply);
    return reply;
  };
}

function answer(
  world: SnsWorld,
  incoming: Incoming,
  params: URLSearchParams,
  operation: AwsOperation | undefined,
  action: string,
): Answer {
  const service = operation?.service ?? "sns";
  try {
    if (operation === undefined) throw new AwsError("InvalidAction", `The action ${action} is not valid`);
    const signer = signerOf(incoming, world.roles);
    return resultAnswer(service, action, operation.result({ world, params, signer }));
  } catch (error) {
    if (error instanceof AwsError) return errorAnswer(service, error);
    throw error;
  }
}

function dialectOf(service: AwsService): FaultDialect {
  return {
    throttled: ({ code = "Throttling" }) =>
      errorAnswer(service, new AwsError(code, "Rate exceeded", code === "Throttled" ? 429 : 400)),
    rejected: ({ code, message, status }) => errorAnswer(service, new AwsError(String(code), message, status)),
    broken: (status) => errorAnswer(service, new AwsError("InternalError", "Internal error", status)),
  };
}

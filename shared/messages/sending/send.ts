import { fingerprintOf, hashKey } from "../../aws/hash-key.ts";
import type { Caller } from "../../identity/caller.ts";
import { Problem } from "../../kernel/errors.ts";
import type { MessageId, Scope } from "../../kernel/ids.ts";
import { limitsOf } from "../../limits/limit-reads.ts";
import { restrictionsOf } from "../../sending-pauses/pause-reads.ts";
import { messageIdFor } from "../message-id.ts";
import { readMessage } from "../message-reads.ts";
import { outboundMessage, planMessage, type SendRequest } from "../planning/plan-message.ts";
import { claimAndSend, type Sent } from "./claim-and-send.ts";
import { preparedSender } from "./hand-over.ts";
import { holdOfMessage } from "./held-message.ts";
import { keepHeld, schedule } from "./keep-for-later.ts";
import { heldReplay } from "./replay.ts";

/**
 * Sends one message, as invariant 1 says: claim and opt-out read together, one provider call, one update; or keeps it until its time
 * has come. Throws what planMessage throws, and idempotency_in_flight, idempotency_mismatch.
 */
export const send = async (
  caller: Caller,
  request: SendRequest,
  idempotency: { operation: string; key: string | null; body: unknown },
): Promise<Sent> => {
  const { scope, requestId } = caller;
  // What a cold start must ask for, it asks for together: names and opt-outs need the key of hashes.
  const [naming, planning] = await Promise.allSettled([nameOf(caller, idempotency), planMessage(caller, request)]);
  if (planning.status === "rejected") return takenOrRefused(scope, naming, planning.reason);
  if (naming.status === "rejected") throw naming.reason;
  const { id, fingerprint } = naming.value;
  const outbound = planning.value;
  const [messages] = await Promise.all([
    preparedSender(outbound.providerConfig, outbound.isTest),
    hashKey(),
    limitsOf(caller.tenantId),
    restrictionsOf(caller.tenantId),
  ]);
  const message = outboundMessage({ scope, requestId, id, fingerprint }, outbound);
  if (message.status === "scheduled") return schedule(message);
  const held = await holdOfMessage(message, outbound.providerConfig);
  return held ? keepHeld(message, held) : claimAndSend(message, outbound.providerConfig, messages);
};

interface Name {
  id: MessageId;
  /** Of the request, where it carried an idempotency key. */
  fingerprint: string | undefined;
}

const nameOf = async (
  caller: Caller,
  { operation, key, body }: { operation: string; key: string | null; body: unknown },
): Promise<Name> => {
  if (key === null) return { id: await messageIdFor(caller, null), fingerprint: undefined };
  const fingerprint = await fingerprintOf(body);
  return { id: await messageIdFor(caller, { operation, key }), fingerprint };
};

/** What was taken once is answered again, though its time has come or its template is gone since. */
const takenOrRefused = async (scope: Scope, naming: PromiseSettledResult<Name>, refusal: unknown): Promise<Sent> => {
  if (!(refusal instanceof Problem) || refusal.status >= 500) throw refusal;
  // Whether it was taken only its name can tell: the caller may ask again.
  if (naming.status === "rejected") throw naming.reason;
  const { id, fingerprint } = naming.value;
  const existing = fingerprint === undefined ? null : await readMessage(scope, id);
  if (!existing) throw refusal;
  return { message: await heldReplay(existing, fingerprint), replayed: true };
};

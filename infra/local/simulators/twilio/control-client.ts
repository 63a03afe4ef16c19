import { controlConnection } from "../wire/control-connection.ts";
import type { JournalEntry, JournalFilter } from "../wire/journal.ts";
import type { AccountInput } from "./accounts/account.ts";
import type { CallbackOrder, LedgerCount, LedgerMessage } from "./control/message-routes.ts";
import type { TwilioFaultInput } from "./faults.ts";
import type { LookupRecord } from "./lookups/lookup-records.ts";
import type { SentCallback } from "./messages/message.ts";
import type { LedgerFilter } from "./messages/message-store.ts";
import type { InboundMessageInput, InboundResult } from "./webhooks/inbound-message.ts";

export type TwilioControl = ReturnType<typeof twilioControl>;

/** Steers and questions a running simulator over HTTP; for tests and for `npm start`. */
export function twilioControl(url: string) {
  const control = controlConnection(url);
  return {
    /** Outbound messages the simulator took, oldest first: the judge of "sent exactly once". */
    accepted: (filter: Omit<LedgerFilter, "direction"> = {}) =>
      control.get<LedgerMessage[]>("/messages", { ...filter, direction: "outbound-api" }),
    received: (filter: Omit<LedgerFilter, "direction"> = {}) =>
      control.get<LedgerMessage[]>("/messages", { ...filter, direction: "inbound" }),
    count: (filter: { accountSid?: string } = {}) => control.get<LedgerCount>("/messages/count", filter),
    requests: (filter: JournalFilter = {}) => control.get<JournalEntry[]>("/requests", filter),
    fault: (fault: TwilioFaultInput) => control.post<{ id: string }>("/faults", fault),
    faults: () => control.get<(TwilioFaultInput & { id: string; used: number })[]>("/faults"),
    clearFaults: (filter: { id?: string; to?: string } = {}) => control.delete("/faults", filter),
    inbound: (message: InboundMessageInput) => control.post<InboundResult>("/inbound-messages", message),
    sendCallbacks: (messageSid: string, order: CallbackOrder) =>
      control.post<SentCallback[]>(`/messages/${messageSid}/callbacks`, order),
    addAccount: (account: AccountInput) => control.post<unknown>("/accounts", account),
    setLookup: (record: LookupRecord) => control.post<unknown>("/lookups", record),
    reset: () => control.post<unknown>("/reset"),
  };
}

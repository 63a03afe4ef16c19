import { controlConnection } from "../wire/control-connection.ts";
import type { JournalEntry, JournalFilter } from "../wire/journal.ts";
import type { AccountInput } from "./accounts/account.ts";
import type { CallFilter } from "./calls/call-store.ts";
import type { LedgerCall } from "./control/call-routes.ts";
import type { CallbackOrder, LedgerCount, LedgerMessage } from "./control/message-routes.ts";
import type { PhoneView } from "./control/phone-routes.ts";
import type { LedgerVerification } from "./control/verify-routes.ts";
import type { TwilioFaultInput } from "./faults.ts";
import type { LookupRecord } from "./lookups/lookup-records.ts";
import type { SentCallback } from "./messages/message.ts";
import type { LedgerFilter } from "./messages/message-store.ts";
import type { PhoneSettings, PhoneSettingsInput } from "./phones/phone-settings.ts";
import type { VerificationFilter } from "./verify/verification-store.ts";
import type { VerifyServiceInput } from "./verify/verify-service.ts";
import type { InboundMessageInput } from "./webhooks/inbound-message.ts";
import type { InboundResult } from "./webhooks/receive-message.ts";

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
    /** What a phone was sent and told, by every account and by Verify, oldest first; codes among it in `codes`. */
    phone: (phoneNumber: string) => control.get<PhoneView>(`/phones/${encodeURIComponent(phoneNumber)}`),
    /** The codes in it, oldest first; a resent one comes again. */
    codes: async (phoneNumber: string) =>
      (await control.get<PhoneView>(`/phones/${encodeURIComponent(phoneNumber)}`)).codes,
    /** How a phone behaves when it is called. */
    setPhone: (settings: PhoneSettingsInput) => control.post<PhoneSettings>("/phones", settings),
    /** Every call placed, Verify's own included, oldest first, with what the phone heard and what the hub answered. */
    calls: (filter: CallFilter = {}) => control.get<LedgerCall[]>("/calls", { ...filter }),
    addVerifyService: (service: VerifyServiceInput & { accountSid: string }) =>
      control.post<{ sid: string; friendlyName: string; codeLength: number }>("/verify-services", service),
    /** Every verification started, with its code, oldest first; also those Twilio has forgotten. */
    verifications: (filter: VerificationFilter = {}) =>
      control.get<LedgerVerification[]>("/verifications", { ...filter }),
    /** As if ten minutes had gone by for these verifications, and for no others. Answers how many were pending. */
    expireVerifications: async (filter: VerificationFilter) =>
      (await control.post<{ expired: number }>("/verifications/expire", filter)).expired,
    reset: () => control.post<unknown>("/reset"),
  };
}

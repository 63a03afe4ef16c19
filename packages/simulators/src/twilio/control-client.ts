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

/** Controls and inspects a running simulator over HTTP, for tests and for `npm start`. */
export function twilioControl(url: string) {
  const control = controlConnection(url);
  return {
    /** Outbound messages that the simulator accepted, oldest first. Tests of "sent exactly once" rely on it. */
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
    /** The texts and calls that a phone received from all accounts and from Verify, oldest first. `codes` holds the codes in them. */
    phone: (phoneNumber: string) => control.get<PhoneView>(`/phones/${encodeURIComponent(phoneNumber)}`),
    /** The codes that a phone received, oldest first. A resent code appears again. */
    codes: async (phoneNumber: string) =>
      (await control.get<PhoneView>(`/phones/${encodeURIComponent(phoneNumber)}`)).codes,
    /** Sets how a phone reacts to calls. */
    setPhone: (settings: PhoneSettingsInput) => control.post<PhoneSettings>("/phones", settings),
    /** All calls, Verify's own included, oldest first, with the speech that the phone heard and the hub's answers. */
    calls: (filter: CallFilter = {}) => control.get<LedgerCall[]>("/calls", { ...filter }),
    addVerifyService: (service: VerifyServiceInput & { accountSid: string }) =>
      control.post<{ sid: string; friendlyName: string; codeLength: number }>("/verify-services", service),
    /** All verifications with their codes, oldest first, also those that Twilio has forgotten. */
    verifications: (filter: VerificationFilter = {}) =>
      control.get<LedgerVerification[]>("/verifications", { ...filter }),
    /** Expires these verifications, as after ten minutes. Returns how many were pending. */
    expireVerifications: async (filter: VerificationFilter) =>
      (await control.post<{ expired: number }>("/verifications/expire", filter)).expired,
    reset: () => control.post<unknown>("/reset"),
  };
}

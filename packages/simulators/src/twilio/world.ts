import type { FaultStore } from "../wire/fault-store.ts";
import type { Journal } from "../wire/journal.ts";
import type { Pauses } from "../wire/pauses.ts";
import type { AccountStore } from "./accounts/account-store.ts";
import type { CallProgress } from "./calls/call-progress.ts";
import type { CallStore } from "./calls/call-store.ts";
import type { TwilioFault } from "./faults.ts";
import type { LookupRecords } from "./lookups/lookup-records.ts";
import type { Delivery } from "./messages/delivery.ts";
import type { MessageStore } from "./messages/message-store.ts";
import type { OptOuts } from "./messages/opt-outs.ts";
import type { StatusCallbacks } from "./messages/status-callbacks.ts";
import type { NumberStore } from "./numbers/number-store.ts";
import type { Phones } from "./phones/phone-settings.ts";
import type { VerificationStore } from "./verify/verification-store.ts";
import type { VerifyServiceStore } from "./verify/verify-service-store.ts";
import type { WebhookSender } from "./webhooks/webhook-sender.ts";

/** The state of one simulator. */
export type World = {
  accounts: AccountStore;
  numbers: NumberStore;
  messages: MessageStore;
  optOuts: OptOuts;
  lookups: LookupRecords;
  faults: FaultStore<TwilioFault>;
  journal: Journal;
  webhooks: WebhookSender;
  callbacks: StatusCallbacks;
  delivery: Delivery;
  calls: CallStore;
  callProgress: CallProgress;
  /** How the phones of recipients react to calls. */
  phones: Phones;
  verifyServices: VerifyServiceStore;
  verifications: VerificationStore;
  pauses: Pauses;
  /** True: WhatsApp delivers free text only to people who have written to the sender in the last 24 hours. */
  keepsWindow: boolean;
  /** The simulator's own base URL, known after it listens. */
  baseUrl: () => string;
};

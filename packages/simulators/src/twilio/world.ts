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

/** Everything one simulator knows. */
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
  /** The phones of the people written to and called. */
  phones: Phones;
  verifyServices: VerifyServiceStore;
  verifications: VerificationStore;
  pauses: Pauses;
  /** Whether WhatsApp takes free text only from whom a person has written to in the last 24 hours. */
  keepsWindow: boolean;
  /** Where this simulator answers; known once it listens. */
  baseUrl: () => string;
};

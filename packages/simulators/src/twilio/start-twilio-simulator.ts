import { createFaultStore } from "../wire/fault-store.ts";
import { createJournal } from "../wire/journal.ts";
import { type LocalNetwork, loopback } from "../wire/local-network.ts";
import { serveOnLoopback } from "../wire/loopback-server.ts";
import { createPauses } from "../wire/pauses.ts";
import type { AccountInput } from "./accounts/account.ts";
import { createAccountStore } from "./accounts/account-store.ts";
import { demoAccount } from "./accounts/demo-account.ts";
import { createCallCallbacks } from "./calls/call-callbacks.ts";
import { createCallProgress } from "./calls/call-progress.ts";
import { createCallStore } from "./calls/call-store.ts";
import { createControlApi } from "./control/control-api.ts";
import type { TwilioFault } from "./faults.ts";
import { createLookupRecords } from "./lookups/lookup-records.ts";
import { createDelivery } from "./messages/delivery.ts";
import { createMessageStore } from "./messages/message-store.ts";
import { createOptOuts } from "./messages/opt-outs.ts";
import { createStatusCallbacks } from "./messages/status-callbacks.ts";
import { createNumberStore } from "./numbers/number-store.ts";
import { createPhones } from "./phones/phone-settings.ts";
import { lineForCall, lineForText } from "./phones/screen.ts";
import { createRestApi } from "./rest-api.ts";
import { createVerificationStore } from "./verify/verification-store.ts";
import { createVerifyServiceStore } from "./verify/verify-service-store.ts";
import { createWebhookSender } from "./webhooks/webhook-sender.ts";
import type { World } from "./world.ts";

export type TwilioSimulatorOptions = {
  /** 0, the default, takes a free port. */
  port?: number;
  /** The address on which it listens, and the hosts that it answers. Default: loopback only. */
  network?: LocalNetwork;
  log?: (line: string) => void;
  /** Milliseconds from one delivery state of a message to the next. Default: 400. */
  statusDelayMs?: number;
  /**
   * Returns the loopback URL to which the simulator posts a webhook instead of its public URL. Undefined: no change. The signature and the
   * Host header always use the public URL.
   */
  resolveCallback?: (url: URL) => string | undefined;
  accounts?: AccountInput[];
  /**
   * WhatsApp's window of 24 hours: people who have not written first get approved templates only. Default: true, as on Twilio. Tests about
   * other things set false.
   */
  keepsWindow?: boolean;
  /** Gets a line for each text and each call that a simulated phone receives, as its owner would see it. */
  onPhone?: (line: string) => void;
};

export type TwilioSimulator = { url: string; accounts: World["accounts"]; close: () => Promise<void> };

export async function startTwilioSimulator(options: TwilioSimulatorOptions = {}): Promise<TwilioSimulator> {
  const log = options.log ?? (() => undefined);
  const world = createWorld(options, log, () => server.url);
  for (const account of [demoAccount, ...(options.accounts ?? [])]) world.accounts.put(account);

  const restApi = createRestApi(world);
  const controlApi = createControlApi(world);
  const server = await serveOnLoopback(
    { port: options.port ?? 0, network: options.network ?? loopback() },
    (incoming) => (incoming.path.startsWith("/_simulator") ? controlApi(incoming) : restApi(incoming)),
    log,
  );
  return {
    url: server.url,
    accounts: world.accounts,
    async close() {
      world.pauses.close();
      world.webhooks.close();
      await server.close();
    },
  };
}

function createWorld(options: TwilioSimulatorOptions, log: (line: string) => void, baseUrl: () => string): World {
  const numbers = createNumberStore();
  const verifyServices = createVerifyServiceStore();
  const accounts = createAccountStore(numbers, verifyServices);
  const webhooks = createWebhookSender({ resolveCallback: options.resolveCallback, log });
  const callbacks = createStatusCallbacks(webhooks, accounts);
  const pauses = createPauses();
  const stepDelayMs = options.statusDelayMs ?? 400;
  const phones = createPhones();
  const { onPhone = () => undefined } = options;
  const callProgress = createCallProgress({
    stepDelayMs,
    pauses,
    phones,
    callbacks: createCallCallbacks(webhooks, accounts),
    webhooks,
    accounts,
    onHeard: (call) => onPhone(lineForCall(call)),
  });
  const delivery = createDelivery({
    stepDelayMs,
    pauses,
    callbacks,
    serviceOf: ({ accountSid, messagingServiceSid }) =>
      accounts.get(accountSid)?.messagingServices.find(({ sid }) => sid === messagingServiceSid),
  });
  return {
    accounts,
    numbers,
    messages: createMessageStore((message) => {
      if (!message.isOutsideWindow) onPhone(lineForText(message));
    }),
    optOuts: createOptOuts(),
    lookups: createLookupRecords(),
    faults: createFaultStore<TwilioFault>(),
    journal: createJournal(),
    webhooks,
    callbacks,
    delivery,
    calls: createCallStore(),
    callProgress,
    phones,
    verifyServices,
    verifications: createVerificationStore(),
    pauses,
    keepsWindow: options.keepsWindow ?? true,
    baseUrl,
  };
}

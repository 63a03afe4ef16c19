import { startSnsSimulator } from "@phonehub/simulators/sns";
import { snsControl } from "@phonehub/simulators/sns/control";
import { startTwilioSimulator } from "@phonehub/simulators/twilio";
import { twilioControl } from "@phonehub/simulators/twilio/control";
import { demoAccount } from "@phonehub/simulators/twilio/demo-account";
import type { MessageSender } from "../../shared/providers/provider.ts";
import { snsMessages } from "../../shared/providers/sns/sns-messages.ts";
import { testMode } from "../../shared/providers/test-mode/test-mode.ts";
import { twilioCalls } from "../../shared/providers/twilio/twilio-calls.ts";
import { twilioMessages } from "../../shared/providers/twilio/twilio-messages.ts";
import { twilioTransport } from "../../shared/providers/twilio/wire/twilio-transport.ts";
import { acceptingContract, messageSenderContract, type SenderFault } from "../contracts/message-sender.ts";
import { awsEndpoint } from "./aws-endpoint.ts";
import { deadPort } from "./raw-server.ts";

type FaultInput = Parameters<ReturnType<typeof snsControl>["fault"]>[0];

const timeoutMs = 300;

const faultOf = (to: string, fault: SenderFault, code: number | string): FaultInput => {
  const match = { to };
  switch (fault) {
    case "throttle":
      return { kind: fault, retryAfterSeconds: 7, match };
    case "reject":
      return { kind: fault, code, match };
    case "slow":
      return { kind: fault, delayMs: 1_000, match };
    default:
      return { kind: fault, match };
  }
};

messageSenderContract("Twilio", async () => {
  const simulator = await startTwilioSimulator();
  const control = twilioControl(simulator.url);
  const at = (baseUrl: string) => twilioMessages(twilioTransport(demoAccount, { baseUrl, timeoutMs }));
  return {
    sender: at(simulator.url),
    unreachable: at(`http://127.0.0.1:${await deadPort()}`),
    from: "+14155550100",
    accepted: async (to) => (await control.accepted({ to })).length,
    fail: (to, fault) => control.fault(faultOf(to, fault, 21211)),
    close: simulator.close,
  };
});

// Calls follow the rules of messages: at most one attempt that may reach the provider, and the same outcomes.
messageSenderContract("Twilio's voice", async () => {
  const simulator = await startTwilioSimulator();
  const control = twilioControl(simulator.url);
  const at = (baseUrl: string): MessageSender => {
    const calls = twilioCalls(twilioTransport(demoAccount, { baseUrl, timeoutMs }));
    const twiml = "<Response><Say>Hi</Say></Response>";
    return { send: ({ to, from }) => calls.place({ to, from: from ?? "", twiml }) };
  };
  return {
    sender: at(simulator.url),
    unreachable: at(`http://127.0.0.1:${await deadPort()}`),
    from: "+14155550100",
    accepted: async (to) => (await control.calls({ to })).length,
    fail: (to, fault) => control.fault(faultOf(to, fault, 21216)),
    close: simulator.close,
  };
});

const keys = { region: "eu-central-1", accessKeyId: "AKIAEXAMPLEEXAMPLE00", secretAccessKey: "secret-of-an-example" };
const settings = { senderId: null, smsType: "Transactional", maxPriceUsd: null, timeoutMs } as const;

messageSenderContract("SNS", async () => {
  const simulator = await startSnsSimulator();
  const control = snsControl(simulator.url);
  const restore = awsEndpoint(simulator.url);
  const deadUrl = `http://127.0.0.1:${await deadPort()}`;
  const sender = snsMessages(keys, settings);
  return {
    sender,
    unreachable: {
      send: async (message) => {
        const back = awsEndpoint(deadUrl);
        try {
          return await sender.send(message);
        } finally {
          back();
        }
      },
    },
    from: null,
    accepted: async (to) => (await control.accepted({ to })).length,
    fail: (to, fault) => control.fault(faultOf(to, fault, "InvalidParameter")),
    close: async () => {
      restore();
      await simulator.close();
    },
  };
});

acceptingContract("Test mode", async () => ({ sender: testMode().messages, from: "+14155550100" }));
acceptingContract("Test mode's voice", async () => ({
  sender: { send: ({ to }) => testMode().calls.place({ to, from: "+14155550100", twiml: "<Response/>" }) },
  from: "+14155550100",
}));

import type { Pauses } from "../../wire/pauses.ts";
import type { AccountStore } from "../accounts/account-store.ts";
import type { Shaping } from "../messages/shaping.ts";
import type { Phones } from "../phones/phone-settings.ts";
import type { WebhookSender } from "../webhooks/webhook-sender.ts";
import { type CallCallbacks, voiceParams } from "./call-callbacks.ts";
import { type CallEvent, type CallStatus, hasEnded, type Instructions, type PhoneCall } from "./phone-call.ts";
import { applicationError, heardIn, secondsOf } from "./twiml.ts";

export type CallProgress = {
  /** Resolves when the hub has answered the last callback. */
  start: (call: PhoneCall, shaping: Shaping) => Promise<void>;
  /** Hangs up, or stops ringing. */
  end: (call: PhoneCall) => void;
  /** Gives new instructions to a call that is in progress. */
  redirect: (call: PhoneCall, instructions: Instructions) => Promise<void>;
};

type Parts = {
  stepDelayMs: number;
  pauses: Pauses;
  phones: Phones;
  callbacks: CallCallbacks;
  webhooks: WebhookSender;
  accounts: AccountStore;
  /** Runs after the phone has heard something. */
  onHeard: (call: PhoneCall) => void;
};

/** Moves a call through its states as a phone network would, and posts the events that the hub asked for. */
export function createCallProgress(parts: Parts): CallProgress {
  const { stepDelayMs, pauses, phones, callbacks } = parts;

  return {
    async start(call, shaping) {
      const stepDelay = shaping.beforeResponse ? 0 : stepDelayMs + shaping.extraDelayMs;
      const postponed: (() => Promise<unknown>)[] = [];
      const report = async (event: CallEvent) => {
        const params = callbacks.paramsOf(call, event);
        const post = () => callbacks.post(call, event, params, shaping.copies);
        if (shaping.shuffled) postponed.unshift(post);
        else if (!shaping.silent) await post();
      };
      const phone = phones.get(call.to);
      const step = async () => {
        if (stepDelay > 0) await pauses.pause(stepDelay);
        return hasEnded(call);
      };

      await report("initiated");
      if (await step()) return;
      move(call, "ringing");
      await report("ringing");
      if (phone.staysAt === "ringing" || (await step())) return;
      const answers = shaping.failure ? "failed" : phone.answers;
      if (answers === "answer") {
        answer(call, phone.answeredBy);
        await report("answered");
        await follow(parts, call, call.instructions);
        if (phone.staysAt === "in-progress" || (await step())) return;
      }
      finish(call, answers === "answer" ? "completed" : answers);
      await report("completed");
      for (const post of shaping.silent ? [] : postponed) await post();
    },
    end(call) {
      finish(call, call.status === "in-progress" ? "completed" : "canceled");
      void callbacks.post(call, "completed", callbacks.paramsOf(call, "completed"), 1);
    },
    redirect: (call, instructions) => follow(parts, call, instructions),
  };
}

function move(call: PhoneCall, status: CallStatus): void {
  call.status = status;
  call.dateUpdated = new Date();
}

function answer(call: PhoneCall, answeredBy: string): void {
  move(call, "in-progress");
  call.startTime = call.dateUpdated;
  if (call.options.MachineDetection) call.answeredBy = answeredBy;
}

/** The duration is the length of the speech, but the simulator does not wait for it. */
function finish(call: PhoneCall, status: CallStatus): void {
  move(call, status);
  const wasAnswered = call.startTime !== null;
  const start = call.startTime ?? call.dateUpdated;
  call.duration = wasAnswered ? secondsOf(call.heard) : 0;
  call.startTime = start;
  call.endTime = new Date(start.getTime() + call.duration * 1000);
  call.price = wasAnswered ? (-0.014 * Math.ceil(call.duration / 60)).toFixed(4) : null;
}

async function follow(parts: Parts, call: PhoneCall, instructions: Instructions): Promise<void> {
  call.instructions = instructions;
  try {
    call.heard.push(
      ...heardIn("twiml" in instructions ? instructions.twiml : await fetched(parts, call, instructions)),
    );
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    call.problems.push(error.message);
    call.heard.push(applicationError);
  }
  parts.onHeard(call);
}

/** Fetches TwiML from the URL. If that fails, from its fallback, with the reason in ErrorCode and ErrorUrl. */
async function fetched(
  { webhooks, accounts }: Parts,
  call: PhoneCall,
  { url, method, fallbackUrl, fallbackMethod }: Extract<Instructions, { url: string }>,
): Promise<string> {
  const account = accounts.get(call.accountSid);
  if (account === undefined) throw new SyntaxError(`11200: no account ${call.accountSid}`);
  const ask = async (at: string, by: typeof method, more: Record<string, string> = {}) => {
    const reply = await webhooks.post({ account, url: at, method: by, params: { ...voiceParams(call), ...more } });
    return "error" in reply || reply.status >= 400 ? undefined : reply.body;
  };
  const failure = { ErrorCode: "11200", ErrorUrl: url };
  const body = (await ask(url, method)) ?? (fallbackUrl ? await ask(fallbackUrl, fallbackMethod, failure) : undefined);
  if (body === undefined) throw new SyntaxError(`11200: no TwiML from ${url}`);
  return body;
}

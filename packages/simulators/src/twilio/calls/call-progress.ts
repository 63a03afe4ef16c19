import type { Pauses } from "../../wire/pauses.ts";
import type { AccountStore } from "../accounts/account-store.ts";
import type { Shaping } from "../messages/shaping.ts";
import type { Phones } from "../phones/phone-settings.ts";
import type { WebhookSender } from "../webhooks/webhook-sender.ts";
import { type CallCallbacks, voiceParams } from "./call-callbacks.ts";
import { type CallEvent, type CallStatus, hasEnded, type Instructions, type PhoneCall } from "./phone-call.ts";
import { applicationError, heardIn, secondsOf } from "./twiml.ts";

export type CallProgress = {
  /** Ends when the last callback was answered. */
  start: (call: PhoneCall, shaping: Shaping) => Promise<void>;
  /** Hangs up, or gives up calling. */
  end: (call: PhoneCall, status: "canceled" | "completed") => void;
  /** New instructions for a call that is in progress. */
  redirect: (call: PhoneCall, instructions: Instructions) => Promise<void>;
};

type Parts = {
  stepDelayMs: number;
  pauses: Pauses;
  phones: Phones;
  callbacks: CallCallbacks;
  webhooks: WebhookSender;
  accounts: AccountStore;
  /** A line for each phone that was told something. */
  tell: (call: PhoneCall) => void;
};

/** Carries a call through its states as a phone network would, telling the hub of each event it asked for. */
export function createCallProgress(parts: Parts): CallProgress {
  const { stepDelayMs, pauses, phones, callbacks } = parts;

  return {
    async start(call, shaping) {
      const stepDelay = shaping.beforeResponse ? 0 : stepDelayMs + shaping.extraDelayMs;
      const late: (() => Promise<unknown>)[] = [];
      const tell = async (event: CallEvent) => {
        const params = callbacks.paramsOf(call, event);
        const post = () => callbacks.post(call, event, params, shaping.copies);
        if (shaping.shuffled) late.unshift(post);
        else if (!shaping.silent) await post();
      };
      const phone = phones.get(call.to);
      const step = async () => {
        if (stepDelay > 0) await pauses.pause(stepDelay);
        return hasEnded(call);
      };

      await tell("initiated");
      if (await step()) return;
      move(call, "ringing");
      await tell("ringing");
      if (phone.staysAt === "ringing" || (await step())) return;
      const answers = shaping.failure ? "failed" : phone.answers;
      if (answers === "answer") {
        answer(call, phone.answeredBy);
        await tell("answered");
        await follow(parts, call, call.instructions);
        if (phone.staysAt === "in-progress" || (await step())) return;
      }
      finish(call, answers === "answer" ? "completed" : answers);
      await tell("completed");
      for (const post of shaping.silent ? [] : late) await post();
    },
    end(call, asked) {
      finish(call, call.status === "in-progress" ? "completed" : asked === "completed" ? "canceled" : asked);
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

/** A call lasts as long as what was said takes to say, though nobody waits for it here. */
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
  parts.tell(call);
}

/** Asks the URL for TwiML, and its fallback where that fails, with the reason in ErrorCode and ErrorUrl. */
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

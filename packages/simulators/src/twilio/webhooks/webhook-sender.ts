import { randomUUID } from "node:crypto";
import { Agent } from "node:http";
import type { Account } from "../accounts/account.ts";
import { type ConnectionOverrides, connectionOverrides } from "./connection-overrides.ts";
import { loopbackTarget } from "./loopback-target.ts";
import { type Attempt, postOnce, type WebhookRequest } from "./post-once.ts";
import { twilioSignature } from "./signature.ts";

type Webhook = { account: Account; url: string; method: "GET" | "POST"; params: Record<string, string> };

/** The hub's answer to the last attempt, or the reason why there is none. */
export type WebhookAnswer = { attempts: number } & ({ status: number; body: string } | { error: string });

export type WebhookSender = { post: (webhook: Webhook) => Promise<WebhookAnswer>; close: () => void };

type Parts = { resolveCallback?: ((url: URL) => string | undefined) | undefined; log: (line: string) => void };

export function createWebhookSender({ resolveCallback, log }: Parts): WebhookSender {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const post = async (webhook: Webhook): Promise<WebhookAnswer> => {
    const signedUrl = signedUrlOf(webhook);
    const target = loopbackTarget(signedUrl, resolveCallback);
    if ("refused" in target) {
      log(`refused to call a webhook: ${target.refused}`);
      return { attempts: 0, error: `refused: ${target.refused}` };
    }
    const overrides = connectionOverrides(webhook.url);
    const body = webhook.method === "POST" ? String(new URLSearchParams(webhook.params)) : "";
    const { timeoutMs } = overrides;
    const headers = headersFor(webhook, signedUrl, target.host, body);
    return tryUntilSettled({ url: target.url, method: webhook.method, headers, body, timeoutMs, agent }, overrides);
  };
  return {
    // Nobody waits for most webhooks, so a webhook that cannot be sent must not crash the simulator.
    post: (webhook) =>
      post(webhook).catch((error: unknown) => {
        log(`could not call a webhook: ${error}`);
        return { attempts: 0, error: String(error) };
      }),
    close: () => agent.destroy(),
  };
}

/** The fragment is neither sent nor signed. The parameters of a GET are part of the signed URL. */
function signedUrlOf({ url, method, params }: Webhook): string {
  const [withoutFragment = url] = url.split("#");
  if (method === "POST") return withoutFragment;
  return `${withoutFragment}${withoutFragment.includes("?") ? "&" : "?"}${new URLSearchParams(params)}`;
}

function headersFor(webhook: Webhook, signedUrl: string, host: string, body: string): Record<string, string> {
  const signed = webhook.method === "POST" ? webhook.params : {};
  return {
    host,
    accept: "*/*",
    "content-length": String(Buffer.byteLength(body)),
    "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
    "i-twilio-idempotency-token": randomUUID(),
    "user-agent": "TwilioProxy/1.1",
    "x-twilio-signature": twilioSignature(webhook.account.authToken, signedUrl, signed),
  };
}

async function tryUntilSettled(request: WebhookRequest, overrides: ConnectionOverrides): Promise<WebhookAnswer> {
  for (let attempts = 1; ; attempts += 1) {
    const attempt = await postOnce(request);
    if (attempts <= overrides.retries && isRetried(attempt, overrides)) continue;
    return "failure" in attempt
      ? { attempts, error: `${attempt.failure}: ${attempt.cause}` }
      : { attempts, ...attempt, body: attempt.body.slice(0, 10_000) };
  }
}

function isRetried(attempt: Attempt, { retryOn }: ConnectionOverrides): boolean {
  if ("failure" in attempt) {
    if (attempt.failure === "connect") return retryOn.connect;
    return attempt.failure === "timeout" && retryOn.timeout;
  }
  if (attempt.status >= 500) return retryOn.serverError;
  return attempt.status >= 400 && retryOn.clientError;
}

import { type Agent, request } from "node:http";

export type WebhookRequest = {
  url: URL;
  method: "GET" | "POST";
  headers: Record<string, string>;
  body: string;
  timeoutMs: number;
  agent: Agent;
};

export type Attempt = { status: number; body: string } | { failure: "connect" | "timeout" | "reset"; cause: string };

const connectErrors = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"]);

export function postOnce(webhook: WebhookRequest): Promise<Attempt> {
  return new Promise((resolve) => {
    const outgoing = request(webhook.url, { method: webhook.method, headers: webhook.headers, agent: webhook.agent });
    let deadline: NodeJS.Timeout | undefined;
    const settle = (attempt: Attempt) => {
      clearTimeout(deadline);
      resolve(attempt);
    };
    // The time starts when the request has a socket: the wait in the agent's queue is not the hub's fault.
    outgoing.once("socket", () => {
      deadline = setTimeout(() => {
        settle({ failure: "timeout", cause: `no answer within ${webhook.timeoutMs} ms` });
        outgoing.destroy();
      }, webhook.timeoutMs);
    });
    outgoing.once("error", (error: NodeJS.ErrnoException) => {
      // If the hub has closed an idle kept-alive socket, that is not a failure: the request takes another socket.
      if (outgoing.reusedSocket && error.code === "ECONNRESET") return postOnce(webhook).then(settle);
      const failure = connectErrors.has(error.code ?? "") ? "connect" : "reset";
      settle({ failure, cause: error.code ?? error.message });
    });
    outgoing.once("response", async (response) => {
      try {
        let body = "";
        for await (const chunk of response.setEncoding("utf8")) body += chunk;
        settle({ status: response.statusCode ?? 0, body });
      } catch (error) {
        settle({ failure: "reset", cause: String(error) });
      }
    });
    outgoing.end(webhook.body);
  });
}

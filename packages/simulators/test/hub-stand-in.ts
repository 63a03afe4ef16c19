import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

type ReceivedWebhook = {
  method: string;
  path: string;
  params: Record<string, string>;
  headers: IncomingHttpHeaders;
};

export type HubStandIn = {
  url: string;
  received: ReceivedWebhook[];
  /** Waits, at most two seconds, until a path was called this many times. */
  calls: (path: string, count: number) => Promise<ReceivedWebhook[]>;
  close: () => Promise<void>;
};

/** Receives webhooks as a hub would, stores them, and answers with empty TwiML, or with `status` and `document`. */
export async function startHubStandIn(
  status: (path: string) => number = () => 200,
  document: (path: string) => string | undefined = () => undefined,
): Promise<HubStandIn> {
  const received: ReceivedWebhook[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const url = new URL(request.url ?? "/", "http://hub");
    const params = new URLSearchParams(request.method === "POST" ? body : url.search);
    received.push({
      method: request.method ?? "",
      path: url.pathname,
      params: Object.fromEntries(params),
      headers: request.headers,
    });
    response
      .writeHead(status(url.pathname), { "content-type": "text/xml" })
      .end(document(url.pathname) ?? "<Response></Response>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const at = (path: string) => received.filter((webhook) => webhook.path === path);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async calls(path, count) {
      for (const end = Date.now() + 2000; at(path).length < count && Date.now() < end; ) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return at(path);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

import { createServer, request as forward } from "node:http";

export interface ThrottlingProxy {
  url: string;
  /** Share of the calls that are turned away from now on. */
  setRate: (rate: number) => void;
  throttled: () => number;
  close: () => void;
}

/** Stands before a DynamoDB and turns some calls away as it does under load. Sound in what it lets through: nothing is done twice. */
export const startThrottlingProxy = async (target: string): Promise<ThrottlingProxy> => {
  let rate = 0;
  let throttled = 0;
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    if (Math.random() < rate) {
      throttled += 1;
      incoming.resume();
      outgoing.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
      outgoing.end('{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slow down"}');
      return;
    }
    const { method, url, headers } = incoming;
    const request = forward({ hostname, port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    request.on("error", () => outgoing.destroy());
    incoming.pipe(request);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const listening = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${listening}`,
    setRate: (wanted) => {
      rate = wanted;
    },
    throttled: () => throttled,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface LossyTables {
  /** Starts the proxy in front of the database at this address, and returns the proxy's own address. */
  through: (database: string) => Promise<string>;
  /** Drops the answers to the next `times` calls after the database has executed them. Runs `meanwhile` before it drops the last one. */
  dropAnswers: (call: "PutItem", times: number, meanwhile?: () => Promise<unknown>) => void;
  /** The number of answers that the proxy has still to drop. */
  left: () => number;
  close: () => void;
}

/** A proxy in front of DynamoDB that drops answers on request. */
export const lossyTables = (): LossyTables => {
  let database = "";
  const fault = { call: "", left: 0, meanwhile: async (): Promise<unknown> => undefined };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { host, connection, ...headers } = request.headers as Record<string, string>;
    const answer = await fetch(database, { method: "POST", headers, body: Buffer.concat(chunks) });
    const body = Buffer.from(await answer.arrayBuffer());
    const isLost = headers["x-amz-target"]?.endsWith(`.${fault.call}`) === true && fault.left > 0;
    if (!isLost) return response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(body);
    fault.left -= 1;
    if (fault.left === 0) await fault.meanwhile();
    request.socket.destroy();
  });
  return {
    through: async (endpoint) => {
      database = endpoint;
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    dropAnswers: (call, times, meanwhile = async () => undefined) => {
      Object.assign(fault, { call, left: times, meanwhile });
    },
    left: () => fault.left,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

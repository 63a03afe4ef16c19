import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface LossyTables {
  /** Comes before the database at this address; returns its own. */
  through: (database: string) => Promise<string>;
  /** The answers to the next so many calls are lost, once what they ask is done; `meanwhile` happens before the last is given up. */
  lose: (call: "PutItem", times: number, meanwhile?: () => Promise<unknown>) => void;
  /** Answers that are still to be lost. */
  left: () => number;
  close: () => void;
}

/** A DynamoDB whose answers may be lost on their way. */
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
    lose: (call, times, meanwhile = async () => undefined) => {
      Object.assign(fault, { call, left: times, meanwhile });
    },
    left: () => fault.left,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

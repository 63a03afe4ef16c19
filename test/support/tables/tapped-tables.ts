import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A moment in a call to the tables: the action, the table, and whether it is before or after the database executes the call. */
export interface TapPoint {
  call: string;
  table: string;
  when: "before" | "after";
}

export interface TappedTables {
  url: string;
  /** Runs `happens` once, at the `nth` call like this from now on, and never answers that call. Resolves when `happens` has run. */
  at: (point: TapPoint, nth: number, happens: () => Promise<unknown>) => Promise<void>;
  close: () => void;
}

interface Armed extends TapPoint {
  left: number;
  fire: () => Promise<void>;
}

/** A proxy in front of DynamoDB that lets a test act at a certain call. */
export const startTappedTables = async (database: string): Promise<TappedTables> => {
  let armed: Armed | null = null;

  const isPoint = (when: TapPoint["when"], target: string, body: string): boolean => {
    if (armed?.when !== when || !target.endsWith(`.${armed.call}`) || !body.includes(armed.table)) return false;
    armed.left -= 1;
    return armed.left === 0;
  };

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { host, connection, ...headers } = request.headers as Record<string, string>;
    const target = headers["x-amz-target"] ?? "";
    const text = body.toString();
    const end = async () => {
      await armed?.fire();
      request.socket.destroy();
    };
    if (isPoint("before", target, text)) return end();
    const answer = await fetch(database, { method: "POST", headers, body });
    const answered = Buffer.from(await answer.arrayBuffer());
    if (isPoint("after", target, text)) return end();
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(answered);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    at: (point, nth, happens) =>
      new Promise((resolve, reject) => {
        const fire = async () => {
          armed = null;
          await happens().then(() => resolve(), reject);
        };
        armed = { ...point, left: nth, fire };
      }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

import { connect, createServer, type Socket } from "node:net";

export interface ThrottlingProxy {
  url: string;
  /** Sets the share of calls that the proxy throttles from now on. */
  setRate: (rate: number) => void;
  throttled: () => number;
  close: () => void;
}

const refusal = '{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slow down"}';
const refused = [
  "HTTP/1.1 400 Bad Request",
  "content-type: application/x-amz-json-1.0",
  `content-length: ${refusal.length}`,
  "connection: keep-alive",
  "",
  refusal,
].join("\r\n");

const headEnd = Buffer.from("\r\n\r\n");

/**
 * A proxy in front of DynamoDB that throttles some calls, as DynamoDB does under load. It forwards each other call exactly once.
 *
 * It forwards bytes and finds only the end of each request, because two more parses per call would cost a proof as much as the database.
 * The SDK sends one request at a time over a connection, each with its length.
 */
export const startThrottlingProxy = async (target: string): Promise<ThrottlingProxy> => {
  let rate = 0;
  let throttled = 0;
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();

  const keep = (socket: Socket, other: Socket) => {
    open.add(socket);
    socket.setNoDelay(true);
    socket.on("close", () => {
      open.delete(socket);
      other.destroy();
    });
    socket.on("error", () => other.destroy());
  };

  const server = createServer((client) => {
    const database = connect(Number(port), hostname);
    keep(client, database);
    keep(database, client);
    database.pipe(client);
    let unread: Buffer = Buffer.alloc(0);
    let left = 0;
    let isRefused = false;
    client.on("data", (chunk: Buffer) => {
      unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk]);
      while (unread.length > 0) {
        if (left === 0) {
          const head = unread.indexOf(headEnd);
          if (head < 0) return;
          const length = /\r\ncontent-length: *(\d+)/i.exec(unread.toString("latin1", 0, head))?.[1];
          left = head + headEnd.length + Number(length ?? 0);
          isRefused = Math.random() < rate;
        }
        const part = unread.subarray(0, left);
        unread = unread.subarray(part.length);
        left -= part.length;
        if (!isRefused) database.write(part);
        else if (left === 0) {
          throttled += 1;
          client.write(refused);
        }
      }
    });
  });
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
      for (const socket of open) socket.destroy();
    },
  };
};

import { connect } from "node:net";

export interface RawAnswer {
  status: number;
  body: string;
}

/** Sends a request with these headers to a port of this machine. fetch sets Host by itself, and refuses Origin. */
export const askByHost = (port: number, method: string, headers: readonly string[]): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: 20_000 });
    let text = "";
    socket.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
    socket.once("error", reject).once("timeout", () => reject(new Error(`Port ${port} did not answer.`)));
    socket.once("close", () => {
      const [head = "", body = ""] = text.split("\r\n\r\n", 2);
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]), body });
    });
    socket.write([`${method} / HTTP/1.1`, ...headers, "Connection: close", "Content-Length: 0", "", ""].join("\r\n"));
  });

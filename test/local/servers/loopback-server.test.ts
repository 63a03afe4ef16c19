import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { listenOnLoopback } from "../../../infra/local/http/loopback-server.ts";

const answersAt = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const end = (isOpen: boolean) => () => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once("connect", end(true)).once("error", end(false)).once("timeout", end(false));
  });

test("listenOnLoopback() answers on 127.0.0.1 and on no other address of the machine (invariant 27)", async () => {
  const server = await listenOnLoopback(async (_request, response) => void response.end());
  expect(await answersAt("127.0.0.1", server.port)).toBe(true);
  const own = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses);
  const others = own.flatMap(({ family, internal, address }) => (family === "IPv4" && !internal ? [address] : []));
  // On Linux a server on all addresses would answer here too, even without a network.
  for (const host of ["127.0.0.2", ...others]) expect(await answersAt(host, server.port), host).toBe(false);
  await server.close();
});

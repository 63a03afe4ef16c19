import { describe, expect, test } from "vitest";
import { commandLine } from "../../infra/local/command-line.ts";

describe("commandLine()", () => {
  test("listens on loopback with this machine's own names by default (invariant 42)", () => {
    expect(commandLine([])).toMatchObject({ port: 4010, network: { bind: "127.0.0.1", allowedHosts: [] } });
  });

  test("opens the hub beyond this machine only together with its names (invariant 42)", () => {
    const network = { bind: "0.0.0.0", allowedHosts: ["hub", "localhost:8080"] };
    const allow = ["--allow-host", "hub", "--allow-host", "localhost:8080"];
    expect(commandLine(["--host", "0.0.0.0", ...allow])).toMatchObject({ network });
    expect(() => commandLine(["--host", "0.0.0.0"])).toThrow("with --allow-host NAME");
    expect(() => commandLine(["--host", "::"])).toThrow("with --allow-host NAME");
  });

  test.each(["*", "", "http://hub", "hub:", "a b", "hub:8080:1", ".hub"])("refuses %j as a name", (name) => {
    expect(() => commandLine([`--allow-host=${name}`])).toThrow("--allow-host takes a name");
  });

  test.each(["192.168.1.5", "localhost", ""])("refuses %j as an address to listen on", (host) => {
    expect(() => commandLine([`--host=${host}`, "--allow-host", "hub"])).toThrow("--host must be 127.0.0.1");
  });

  test.each(["0", "65536", "http"])("refuses %j as a port", (port) => {
    expect(() => commandLine(["--port", port])).toThrow("--port must be between 1 and 65535.");
  });
});

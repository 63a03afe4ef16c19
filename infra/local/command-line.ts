import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type LocalNetwork, loopback } from "@phonehub/simulators/local-network";
import { defaultStateFolder } from "./files/local-file.ts";

export const usage = `npm start -- [--port 4010] [--data DIR] [--state DIR] [--dynamodb URL] [--verbose]
             [--host ADDRESS --allow-host NAME …]

  --port        the API's port; the other servers use the ports after it
  --data        keep tables, keys, queues and files in DIR; the default keeps everything in memory
  --state       write local.json and the logs to DIR instead of .phonehub; a second hub on this machine needs it
  --dynamodb    use this DynamoDB instead of starting one (or set PHONEHUB_DYNAMODB_ENDPOINT)
  --verbose     print every line that functions log instead of one line per message
  --host        in a container: 0.0.0.0 (or ::), so that the hub can be reached from outside the container. Everybody who
                reaches a port can do everything, so publish the container's ports to 127.0.0.1 only
  --allow-host  with --host: the name in the Host header of requests to the container; NAME:PORT if the port differs`;

const defaultPort = 4010;
const allAddresses = ["0.0.0.0", "::"];

export interface CommandLine {
  port: number;
  verbose: boolean;
  help: boolean;
  network: LocalNetwork;
  /** Holds local.json and the logs. Only one hub at a time can use it. */
  stateFolder: string;
  dataDir?: string;
  dynamodbEndpoint?: string;
}

/** Reads the arguments of `npm start`. Throws an error of one sentence if they are invalid. */
export function commandLine(args?: string[]): CommandLine {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const { values } = parseArgs({
    options: {
      ...{ port: text, data: text, state: text, dynamodb: text, verbose: flag, help: flag },
      ...{ host: text, "allow-host": { type: "string", multiple: true } as const },
    },
    ...(args ? { args } : {}),
  });
  const port = Number(values.port ?? defaultPort);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error("--port must be between 1 and 65535.");
  const dynamodbEndpoint = values.dynamodb ?? process.env.PHONEHUB_DYNAMODB_ENDPOINT;
  return {
    port,
    verbose: values.verbose ?? false,
    help: values.help ?? false,
    network: networkOf(values.host, values["allow-host"] ?? []),
    stateFolder: values.state === undefined ? defaultStateFolder : resolve(values.state),
    ...(values.data === undefined ? {} : { dataDir: resolve(values.data) }),
    ...(dynamodbEndpoint ? { dynamodbEndpoint } : {}),
  };
}

function networkOf(bind = loopback().bind, allowedHosts: readonly string[]): LocalNetwork {
  if (bind !== loopback().bind && !allAddresses.includes(bind))
    throw new Error(
      `--host must be ${loopback().bind}, ${allAddresses.join(" or ")}: the hub calls itself at 127.0.0.1.`,
    );
  for (const name of allowedHosts)
    if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i.test(name))
      throw new Error(`--allow-host takes a name such as hub or hub:8080, not ${name}.`);
  if (bind !== loopback().bind && allowedHosts.length === 0)
    throw new Error(
      `--host ${bind} opens the hub to other machines: name the host that they call, with --allow-host NAME.`,
    );
  return { ...loopback(), bind, allowedHosts };
}

import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type LocalNetwork, loopback } from "@phonehub/simulators/local-network";
import { defaultStateFolder } from "./files/local-file.ts";

export const usage = `npm start -- [--port 4010] [--data DIR] [--state DIR] [--dynamodb URL] [--verbose] [--host ADDRESS --allow-host NAME …]

  --port        where the API listens; the rest takes the ports after it
  --data        keep tables, keys, queues and files in DIR; without it everything is in memory
  --state       write local.json and the logs in DIR instead of .phonehub, as a second hub beside the first must
  --dynamodb    use this DynamoDB instead of starting one (or set PHONEHUB_DYNAMODB_ENDPOINT)
  --verbose     print what functions log instead of one line per message
  --host        in a container: 0.0.0.0 (or ::), to be reached from outside it. Whoever reaches a port then may do
                everything, so publish the container's ports to 127.0.0.1 alone
  --allow-host  with --host: by which name the container is asked; with another port than the hub's, as NAME:PORT`;

const defaultPort = 4010;
const everywhere = ["0.0.0.0", "::"];

export interface CommandLine {
  port: number;
  verbose: boolean;
  help: boolean;
  network: LocalNetwork;
  /** Holds local.json and the logs; of one hub at a time. */
  stateFolder: string;
  dataDir?: string;
  dynamodbEndpoint?: string;
}

/** What `npm start` was asked for. Throws one clear sentence where it makes no sense. */
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
  if (bind !== loopback().bind && !everywhere.includes(bind))
    throw new Error(`--host must be ${loopback().bind}, ${everywhere.join(" or ")}: the hub asks itself at 127.0.0.1.`);
  for (const name of allowedHosts)
    if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i.test(name))
      throw new Error(`--allow-host takes a name such as hub or hub:8080, and not ${name}.`);
  if (bind !== loopback().bind && allowedHosts.length === 0)
    throw new Error(
      `--host ${bind} opens the hub beyond this machine: say by which name it is asked, with --allow-host NAME.`,
    );
  return { ...loopback(), bind, allowedHosts };
}

import { tmpdir } from "node:os";
import { join } from "node:path";
import { SQSClient } from "@aws-sdk/client-sqs";
import { startDynoxide } from "../../../infra/local/dynamodb/dynoxide.ts";
import type { Hub, HubOptions } from "../../../infra/local/hub.ts";
import { variables } from "../../../shared/kernel/config.ts";
import { connectTo, type HubConnection, type TestTenant } from "./hub-connection.ts";
import { startRunningHub } from "./running-hub.ts";

/** A hub for one test file, for tests that disturb tables. Tests that only kill functions share mortal-hub.ts. */
export interface OwnHub<Between = Proxy> extends HubConnection {
  hub: Hub;
  /** The proxy between the functions and their tables. `tables` bypasses it. */
  proxy: Between;
  sqs: SQSClient;
  /** A tenant that can send. */
  tenant: TestTenant;
  close: () => Promise<void>;
}

interface Proxy {
  url: string;
  close: () => void;
}

/** For a hub whose tables a test does not disturb. */
export const noProxy = async (url: string): Promise<Proxy> => ({ url, close: () => undefined });

/** Starts a hub. `options` may shorten its waits (short-waits.ts); without them it has the waits of a deployed hub. */
export const startOwnHub = async <Between extends Proxy>(
  startProxy: (database: string) => Promise<Between>,
  options: Pick<HubOptions, "waits" | "extraEnvironment"> = {},
): Promise<OwnHub<Between>> => {
  const database = await startDynoxide({ fetchDir: join(tmpdir(), "phonehub-dynoxide") });
  const proxy = await startProxy(database.endpoint);
  const { hub, running, close } = await startRunningHub({
    ...options,
    dynamodbEndpoint: proxy.url,
    extraEnvironment: { [variables.logLevel]: "ERROR", ...options.extraEnvironment },
  });
  const connection = connectTo({ ...running, dynamodbEndpoint: database.endpoint });
  return {
    ...connection,
    ...{ hub, proxy },
    sqs: new SQSClient({
      endpoint: running.sqsEndpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    }),
    tenant: await connection.newTenant(),
    close: async () => {
      await close();
      proxy.close();
      await database.close();
    },
  };
};

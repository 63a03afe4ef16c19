import { SQSClient } from "@aws-sdk/client-sqs";
import { httpTimeouts } from "./http-timeouts.ts";
import { oneClient } from "./one-client.ts";

export const sqs = (): SQSClient =>
  oneClient("sqs", () => new SQSClient({ maxAttempts: 3, requestHandler: httpTimeouts }));

import { SQSClient } from "@aws-sdk/client-sqs";
import { httpTimeouts, oneClient } from "./one-client.ts";

export const sqs = (): SQSClient =>
  oneClient("sqs", () => new SQSClient({ maxAttempts: 3, requestHandler: httpTimeouts() }));

/** SQS delays a message by 15 minutes at most. */
export const maximumDelaySeconds = 900;

/** The nearest delay that SQS takes: whole seconds from now on. */
export const delaySecondsOf = (seconds: number): number =>
  Math.min(maximumDelaySeconds, Math.max(0, Math.ceil(seconds)));

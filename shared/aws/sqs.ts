import { SQSClient } from "@aws-sdk/client-sqs";
import { httpTimeouts, oneClient } from "./one-client.ts";

export const sqs = (): SQSClient =>
  oneClient("sqs", () => new SQSClient({ maxAttempts: 3, requestHandler: httpTimeouts() }));

/** The longest delay of an SQS message: 15 minutes. */
export const maximumDelaySeconds = 900;

/** Rounds a delay up to whole seconds, between 0 and the maximum of SQS. */
export const delaySecondsOf = (seconds: number): number =>
  Math.min(maximumDelaySeconds, Math.max(0, Math.ceil(seconds)));

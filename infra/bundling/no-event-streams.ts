/**
 * Stands in for @smithy/core/event-streams, which a few services stream with (Transcribe, S3 Select); DynamoDB, SQS, SNS, KMS and STS
 * do not. The SDK imports it only when an operation's schema has an event stream.
 */
const absent = (): never => {
  throw new Error("Event streams are left out of the bundles: see infra/bundling");
};

export const eventStreamSerdeProvider = absent;
export class EventStreamSerde {
  constructor() {
    absent();
  }
}

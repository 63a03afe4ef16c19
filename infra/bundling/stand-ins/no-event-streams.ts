/**
 * Stands in for @smithy/core/event-streams, which a few services stream with (Transcribe, S3 Select); DynamoDB, SQS, SNS, KMS and STS
 * do not. The SDK imports it only when an operation's schema has an event stream; S3's client asks for its setting whatever it is used
 * for, and gets none.
 */
const absent = (): never => {
  throw new Error("Event streams are left out of the bundles: see infra/bundling");
};

export const eventStreamSerdeProvider = absent;
export const resolveEventStreamSerdeConfig = <Config>(config: Config): Config => config;
export class EventStreamSerde {
  constructor() {
    absent();
  }
}

/**
 * Replaces @smithy/core/event-streams. A few services need it (Transcribe, S3 Select); DynamoDB, SQS, SNS, KMS and STS do not. The SDK
 * imports it only for an operation whose schema has an event stream. S3's client always resolves its setting, so that function changes
 * nothing.
 */
const absent = (): never => {
  throw new Error("The bundles leave out event streams: see infra/bundling");
};

export const eventStreamSerdeProvider = absent;
export const resolveEventStreamSerdeConfig = <Config>(config: Config): Config => config;
export class EventStreamSerde {
  constructor() {
    absent();
  }
}

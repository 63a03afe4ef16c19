import { recordVerificationEvents } from "../../shared/verifications/events/record-verification-events.ts";
import { streamHandler } from "../../shared/lambda/stream-handler.ts";

export const handler = streamHandler(recordVerificationEvents);

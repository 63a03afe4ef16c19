import { streamHandler } from "../../shared/lambda/stream-handler.ts";
import { recordVerificationEvents } from "../../shared/verifications/events/verification-events.ts";

export const handler = streamHandler(recordVerificationEvents);

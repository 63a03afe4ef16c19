import { streamHandler } from "../../shared/lambda/stream-handler.ts";
import { recordVerificationEvents } from "../../shared/verifications/verification-events.ts";

export const handler = streamHandler(recordVerificationEvents);

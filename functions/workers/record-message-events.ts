import { recordMessageEvents } from "../../shared/messages/events/record-message-events.ts";
import { streamHandler } from "../../shared/lambda/stream-handler.ts";

export const handler = streamHandler(recordMessageEvents);

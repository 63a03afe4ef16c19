import { streamHandler } from "../../shared/lambda/stream-handler.ts";
import { recordMessageEvents } from "../../shared/messages/events/message-events.ts";

export const handler = streamHandler(recordMessageEvents);

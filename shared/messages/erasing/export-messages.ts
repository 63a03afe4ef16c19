import type { ExportNumber } from "../../kernel/eraser.ts";
import { scopeMode } from "../../kernel/ids.ts";
import { viewOf } from "../reading/message-view.ts";
import { readMessagesOfNumber } from "../reading/number-reads.ts";

/** The messages to and from a number. */
export const exportMessages: ExportNumber = async (scope, number) => {
  const messages: unknown[] = [];
  for await (const page of readMessagesOfNumber(scope, number))
    messages.push(...page.map((message) => ({ mode: scopeMode(scope), ...viewOf(message, "full") })));
  return messages;
};

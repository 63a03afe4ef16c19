import type { ConfigManager } from "../changing/config-manager.ts";
import { asked, ownedNumbers, viewOfNumber } from "./owned-numbers.ts";

/** The account's numbers and where their webhooks point, a page at a time as the provider gives them. */
export const listNumbers = async (
  manager: ConfigManager,
  id: string,
  page: { limit: number; cursor?: string | undefined },
) => {
  const { config, numbers } = await ownedNumbers(manager, id);
  const { limit, cursor } = page;
  const { items, nextCursor } = await asked(numbers.list({ limit, ...(cursor === undefined ? {} : { cursor }) }));
  return { items: items.map((number) => viewOfNumber(config, number)), nextCursor };
};

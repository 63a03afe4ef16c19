import { NumberInUrl } from "../api/common.ts";
import { Problem } from "../errors.ts";

/** `+1…`, `%2B1…`, ` 1…` and `1…` mean the same. Throws invalid_number. */
export const numberInPath = (text: string): string => {
  const number = NumberInUrl.safeParse(text);
  if (number.success) return number.data;
  throw new Problem("invalid_number", { detail: "number: not a phone number in E.164" });
};

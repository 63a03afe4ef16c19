import type { AwsCall } from "./aws-operation.ts";
import { AwsError, element } from "./query-xml.ts";

const pageSize = 100;

/** Lists a hundred numbers per page: https://docs.aws.amazon.com/sns/latest/api/API_ListPhoneNumbersOptedOut.html. */
export function listOptedOut({ world, params }: AwsCall): string {
  const start = startOf(params.get("nextToken"));
  const numbers = [...world.optedOut].sort();
  const page = numbers.slice(start, start + pageSize).map((number) => element("member", number));
  const next = start + pageSize < numbers.length ? element("nextToken", tokenFor(start + pageSize)) : "";
  return `<phoneNumbers>${page.join("")}</phoneNumbers>${next}`;
}

const tokenFor = (start: number): string => Buffer.from(`from ${start}`).toString("base64");

function startOf(token: string | null): number {
  if (token === null) return 0;
  const [, start] = /^from (\d+)$/.exec(Buffer.from(token, "base64").toString()) ?? [];
  if (start === undefined) throw new AwsError("InvalidParameter", "Invalid parameter: nextToken");
  return Number(start);
}

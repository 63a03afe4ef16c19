import * as rules from "../api/rules.ts";
import { broken } from "../errors.ts";

interface Columns {
  isHeader: boolean;
  number: number;
  sender: number;
}

const numberColumn = /^(number|phone|to$)/i;
const senderColumn = /^(sender|from)$/i;

/**
 * Where a list's numbers and senders stand, by its first line: in any order under a header, else in the first two columns. Throws
 * invalid_request for a header without numbers: read by position, a sender would be taken for who opted out.
 */
export const columnsOf = (first: readonly string[]): Columns => {
  const names = first.map((cell) => cell.trim());
  const number = names.findIndex((name) => numberColumn.test(name));
  const sender = names.findIndex((name) => senderColumn.test(name));
  if (number === -1 && sender !== -1) throw broken(rules.numberColumn);
  return number === -1 ? { isHeader: false, number: 0, sender: 1 } : { isHeader: true, number, sender };
};

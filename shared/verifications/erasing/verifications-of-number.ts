import { Verification } from "../../api/schemas/verification-schemas.ts";
import { now } from "../../kernel/clock.ts";
import type { EraseNumber, ExportNumber } from "../../kernel/eraser.ts";
import { type Scope, scopeMode } from "../../kernel/ids.ts";
import { numberHashPrefix } from "../number-hash-prefix.ts";
import { isVerification, verificationFromItem } from "../stored-row.ts";
import { readRowsOfNumber } from "../verification-reads.ts";
import { viewOf } from "../verification-view.ts";
import { eraseRow } from "./erase-writes.ts";

const rowsOf = async (scope: Scope, number: string) => readRowsOfNumber(scope, await numberHashPrefix(scope, number));

/**
 * Erases a number's verifications, the rows that point to them, and the idempotency keys that made them. A verification whose code is
 * being sent is left for a later pass.
 */
export const eraseVerifications: EraseNumber = async ({ scope, number, count }) => {
  const rows = await rowsOf(scope, number);
  const isUnderWay = ({ leaseUntil }: { leaseUntil?: unknown }) => Number(leaseUntil ?? 0) > now();
  const free = rows.filter((row) => !isUnderWay(row));
  const gone = await Promise.all(free.map(async (row) => (await eraseRow(row)) && isVerification(row)));
  const verifications = gone.filter(Boolean).length;
  await count({ verifications });
  return { erased: verifications, waiting: rows.length - free.length };
};

export const exportVerifications: ExportNumber = async (scope, number) =>
  (await rowsOf(scope, number))
    .filter(isVerification)
    .map(verificationFromItem)
    .map((verification) => ({
      mode: scopeMode(scope),
      number: verification.to,
      ...Verification.parse(viewOf(verification)),
    }));

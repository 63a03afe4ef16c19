import { parseArgs } from "node:util";
import { dynamodb } from "../../shared/aws/dynamodb.ts";
import { putBack } from "./recovery/put-back.ts";

/** `npm run copy-table -- --from <restored> --to <in use> [--apply] [--overwrite]`: docs/runbook.md says when to run it. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      from: { type: "string" },
      to: { type: "string" },
      apply: { type: "boolean", default: false },
      overwrite: { type: "boolean", default: false },
    },
  });
  const { from, to, apply, overwrite } = values;
  if (!from || !to) throw new Error("Name the restored table (--from) and the table in use (--to).");
  const { read, missing, different, written } = await putBack(dynamodb(), { from, to, apply, overwrite });
  console.log(`${read} rows read: ${missing} missing, ${different} different. ${written} written.`);
  if (!apply) console.log("Nothing was changed. Add --apply to write the missing rows.");
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

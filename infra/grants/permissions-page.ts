import type { FunctionName } from "../../shared/api/registry.ts";
import { grants } from "./function-grants.ts";
import type { Grants } from "./grants.ts";

/** A level as the page shows it. */
const shown: Readonly<Record<string, string>> = {
  read: "R",
  readWrite: "RW",
  append: "append",
  send: "send",
  assume: "assume",
  encryptDecrypt: "encrypt, decrypt",
};

/** docs/permissions.md: the rows of function-grants.ts as tables, one for each folder of functions/. */
export function permissionsPage(rows: Readonly<Record<FunctionName, Grants>> = grants): string {
  const entries = Object.entries(rows);
  const tables = [...new Set(entries.map(folderOf))].map((folder) => {
    const own = entries.filter((entry) => folderOf(entry) === folder);
    return `## ${folder}\n\n${tableOf(own)}`;
  });
  return `${introduction}\n${tables.join("\n\n")}\n`;
}

const folderOf = ([name]: [string, Grants]): string => name.slice(0, name.indexOf("/"));

function tableOf(entries: readonly (readonly [string, Grants])[]): string {
  const subjects = [...new Set(entries.flatMap(([, row]) => Object.keys(row)))];
  const lines = entries.map(([name, row]) => {
    const levels = new Map(Object.entries(row));
    const cells = subjects.map((subject) => cellOf(levels.get(subject)));
    return line([name.slice(name.indexOf("/") + 1), ...cells]);
  });
  return [line(["function", ...subjects]), line(["---", ...subjects.map(() => "---")]), ...lines].join("\n");
}

const cellOf = (level: string | undefined): string => (level === undefined ? "" : (shown[level] ?? level));

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const introduction = `<!-- Written by \`npm run docs\` from infra/grants/function-grants.ts: change that, not this. -->
# What each function may do

Every Lambda has a role of its own with exactly these rights, and that of writing its own log. A test compares each row with what the
function's bundle imports, so a right that is not used is found as surely as one that is missing; another finds any wildcard action.

R is GetItem, BatchGetItem, Query and ConditionCheckItem on that table and its indexes, W adds PutItem, UpdateItem, DeleteItem and
BatchWriteItem, *append* is PutItem alone, and that only within a transaction, beside the change it tells of; nobody may Scan. The tables' key is used only through DynamoDB, and
through S3 for the buckets of exports and recipients: Decrypt to read, GenerateDataKey to write. *numberHash* and *codePepper* are GenerateMac with those keys. *credentials* is the key of the tenants' provider
credentials, used only under the encryption context that names the tenant, the configuration and the environment. *snsRoles* is
AssumeRole on roles whose name begins with \`phonehub-\`, with an external id. Consumers may also receive from the queue that feeds them.
`;

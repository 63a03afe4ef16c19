import type { FunctionName } from "../../shared/api/registry.ts";
import { grants } from "./function-grants.ts";
import type { Grants } from "./grants.ts";

/** The page's short forms of some levels. */
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

const introduction = `<!-- Written by \`npm run docs\` from infra/grants/function-grants.ts. Change that file, not this one. -->
# What each function may do

Every Lambda has a role of its own with exactly these rights, and the right to write its own log. A test compares each row with the
modules that the function's bundle imports, so it finds unused rights as well as missing ones. Another test finds any wildcard action.

- R is GetItem, BatchGetItem, Query and ConditionCheckItem on the table and its indexes. W adds PutItem, UpdateItem, DeleteItem and
  BatchWriteItem. No function may Scan.
- *append* is PutItem alone, only in a transaction together with the change that the row records.
- A function uses the tables' key only through DynamoDB, or through S3 for the buckets of exports and recipients: Decrypt to read,
  GenerateDataKey to write.
- *numberHash* and *codePepper* are GenerateMac with those keys.
- *credentials* is the key of the tenants' provider credentials. A function uses it only with the encryption context that names the
  tenant, the configuration and the environment.
- *snsRoles* is AssumeRole, with an external id, on roles whose names begin with \`phonehub-\`.
- The consumer of a queue may also receive from it.
`;

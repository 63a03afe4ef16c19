import { writeFile } from "node:fs/promises";
import { openApiDocument } from "./openapi.ts";
import { operationTableSource } from "./operation-table-source.ts";

const document = new URL("../../../docs/openapi.json", import.meta.url);
const table = new URL("../operation-table.ts", import.meta.url);
await writeFile(document, `${JSON.stringify(openApiDocument(), null, 2)}\n`);
await writeFile(table, operationTableSource());

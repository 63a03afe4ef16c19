import { readTenantPage } from "../../shared/accounts/tenants/tenant-list-reads.ts";
import { listTenants } from "../../shared/api/operations/tenants.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(listTenants, async ({ query }) => ok(await readTenantPage(query)));

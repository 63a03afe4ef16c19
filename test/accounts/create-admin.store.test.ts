import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listenOnLoopback } from "../../infra/local/http/loopback-server.ts";
import { permissions } from "../../shared/api/permissions.ts";
import { type InProcessHub, startInProcessHub } from "../support/in-process-hub.ts";
import { tableNamed } from "../support/tables/dynamo-tables.ts";

let hub: InProcessHub;
let cloudFormation: { url: string; close: () => Promise<void> };
beforeAll(async () => {
  hub = await startInProcessHub();
  cloudFormation = await listenOnLoopback(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const isDeployed = Buffer.concat(chunks).toString().includes("StackName=PhoneHub-dev-Data");
    response.writeHead(isDeployed ? 200 : 400, { "content-type": "text/xml" }).end(isDeployed ? stack : noStack);
  });
});
afterAll(() => Promise.all([hub.close(), cloudFormation.close()]));

const output = (key: string, value: string) =>
  `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`;
const stack = `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>
<StackName>PhoneHub-dev-Data</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>
<Outputs>${output("TenantsTableName", tableNamed("tenants"))}${output("ApiKeysTableName", tableNamed("apiKeys"))}${output("AuditTableName", tableNamed("audit"))}</Outputs>
</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
const noStack =
  '<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack does not exist</Message></Error></ErrorResponse>';

const createAdmin = (environment: string) =>
  promisify(execFile)("node", ["--import", "tsx", "infra/commands/create-admin.ts", "--environment", environment], {
    env: { ...process.env, AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.url },
  });

describe("npm run create-admin", () => {
  test("makes another administrator's key on each run, and no other tenant", async () => {
    const keys = [];
    for (let i = 0; i < 2; i++) {
      const { stdout } = await createAdmin("dev");
      keys.push(/phk_live_[\w-]{38}/.exec(stdout)?.[0] ?? "");
    }
    expect(new Set(keys).size).toBe(2);
    for (const key of keys) {
      const api = hub.api(key);
      expect((await api.get("/v1/tenants")).body.items.map(({ id }: { id: string }) => id)).toEqual(["ten_hub"]);
      expect((await api.get("/v1/api-keys")).body.items[0].permissions).toEqual(permissions);
    }
  });

  test("writes an audit row for each key (invariant 22)", async () => {
    const { stdout } = await createAdmin("dev");
    const id = /key_[\w-]{22}/.exec(stdout)?.[0];
    const rows = (await hub.rows("audit", "ten_hub")).filter(({ target }) => target === id);
    expect(rows).toMatchObject([{ action: "createPlatformAdmin", actor: "operator" }]);
  });

  test("reports an error in one line", async () => {
    await expect(createAdmin("prod")).rejects.toMatchObject({
      stderr: expect.stringMatching(/PhoneHub-prod-Data could not be read.*Stack does not exist/),
    });
    await expect(createAdmin("production")).rejects.toMatchObject({ stderr: expect.stringContaining("dev, staging") });
  });
});

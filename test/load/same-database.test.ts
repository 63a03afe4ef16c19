import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startDynoxide } from "../../infra/local/dynamodb/dynoxide.ts";
import { startHub } from "../../infra/local/hub.ts";

test("startHub() creates a new administrator's key in a database that an earlier hub used", async () => {
  const database = await startDynoxide({ fetchDir: join(tmpdir(), "phonehub-dynoxide") });
  const keys = new Set<string>();
  for (let start = 0; start < 2; start++) {
    const { stack, demo, close } = await startHub({ dynamodbEndpoint: database.endpoint });
    const headers = { authorization: `Bearer ${demo.platformAdminKey}` };
    expect((await fetch(`${stack.apiUrl}/v1/tenants`, { headers })).status).toBe(200);
    keys.add(demo.platformAdminKey);
    await close();
  }
  expect(keys.size).toBe(2);
  await database.close();
});

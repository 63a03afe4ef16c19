import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { HubConnection } from "../hub/hub-connection.ts";

type Row = Record<string, unknown>;

/** All rows of a table. */
export const rowsOf = async (tables: HubConnection["tables"], table: string): Promise<Row[]> => {
  const rows: Row[] = [];
  let start: Row | undefined;
  do {
    const page = await tables.send(
      new ScanCommand({ TableName: table, ...(start ? { ExclusiveStartKey: start } : {}), ConsistentRead: true }),
    );
    rows.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return rows;
};

/** A page of a scan in DynamoDB's own JSON. The SDK takes several times as long to parse a page as DynamoDB takes to write it. */
interface RawPage {
  Items: Record<string, Record<string, unknown>>[];
  LastEvaluatedKey?: object;
}

async function* rawPagesOf(endpoint: string, table: string): AsyncGenerator<{ text: string; page: RawPage }> {
  let start: object | undefined;
  do {
    const answer = await fetch(endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.Scan",
        "x-amz-date": "20200101T000000Z",
        // The local database reads the credential of a request, and checks no signature.
        authorization:
          "AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
      },
      body: JSON.stringify({ TableName: table, ConsistentRead: true, ExclusiveStartKey: start }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    const page: RawPage = JSON.parse(text);
    yield { text, page };
    start = page.LastEvaluatedKey;
  } while (start);
}

/** All rows of all tables that contain the number's digits in a key or attribute, each as `table pk status`. */
export const rowsHolding = async ({ running }: HubConnection, number: string): Promise<string[]> => {
  const digits = number.replace("+", "");
  const found: string[] = [];
  for (const [label, table] of Object.entries(running.tables)) {
    for await (const { text, page } of rawPagesOf(running.dynamodbEndpoint, table)) {
      if (!text.includes(digits)) continue;
      for (const item of page.Items)
        if (JSON.stringify(item).includes(digits)) found.push(`${label} ${item.pk?.S} ${item.status?.S}`);
    }
  }
  return found;
};

import {
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateMacCommand,
  KMSClient,
  VerifyMacCommand,
} from "@aws-sdk/client-kms";
import { afterAll, beforeAll, expect, test } from "vitest";
import { localSecret } from "../../../infra/local/files/private-files.ts";
import type { LoopbackServer } from "../../../infra/local/http/loopback-server.ts";
import { createKeyRing } from "../../../infra/local/kms/keys.ts";
import { startKms } from "../../../infra/local/kms/kms-server.ts";
import { readDeployment } from "../../../infra/local/template/deployment.ts";
import { handMadeAssembly } from "../hand-made-assembly.ts";

const directory = handMadeAssembly({
  Main: {
    Resources: {
      Credentials: { Type: "AWS::KMS::Key", Properties: {} },
      Other: { Type: "AWS::KMS::Key", Properties: {} },
      Off: { Type: "AWS::KMS::Key", Properties: { Enabled: false } },
      Pepper: { Type: "AWS::KMS::Key", Properties: { KeyUsage: "GENERATE_VERIFY_MAC", KeySpec: "HMAC_256" } },
      Alias: {
        Type: "AWS::KMS::Alias",
        Properties: { AliasName: "alias/credentials", TargetKeyId: { "Fn::GetAtt": ["Credentials", "Arn"] } },
      },
    },
  },
});
const unused = () => "";
const deployment = readDeployment(directory, { queueUrl: unused, apiEndpoint: unused, functionUrl: unused });
const [key = "", other = "", off = "", pepper = ""] = deployment
  .resources("AWS::KMS::Key")
  .map((one) => one.attribute("Arn"));

const servers: LoopbackServer[] = [];
const clients: KMSClient[] = [];

async function kms(secret = localSecret()) {
  const server = await startKms(
    createKeyRing(deployment.resources("AWS::KMS::Key"), deployment.resources("AWS::KMS::Alias"), secret),
  );
  servers.push(server);
  const client = new KMSClient({
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  clients.push(client);
  return client;
}

let client: KMSClient;
beforeAll(async () => {
  client = await kms();
});
afterAll(async () => {
  for (const one of clients) one.destroy();
  await Promise.all(servers.map((server) => server.close()));
});

const context = { tenantId: "t1", environment: "dev" };
const encrypt = async (KeyId = key, EncryptionContext: Record<string, string> = context) =>
  (await client.send(new EncryptCommand({ KeyId, EncryptionContext, Plaintext: Buffer.from("secret") })))
    .CiphertextBlob;

test("local KMS decrypts under the same context in any key order", async () => {
  const CiphertextBlob = await encrypt();
  const EncryptionContext = { environment: "dev", tenantId: "t1" };
  const { Plaintext, KeyId } = await client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
  expect(Buffer.from(Plaintext ?? "").toString()).toBe("secret");
  expect(KeyId).toBe(key);
  expect(Buffer.from(CiphertextBlob ?? "").includes("secret")).toBe(false);
});

test.each<Record<string, string>>([
  {},
  { tenantId: "t2", environment: "dev" },
  { tenantId: "t1" },
  { tenantId: "t1", environment: "dev", x: "" },
])("local KMS refuses any other context: %j", async (EncryptionContext) => {
  const CiphertextBlob = await encrypt();
  const decrypting = client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
  await expect(decrypting).rejects.toMatchObject({ name: "InvalidCiphertextException" });
});

test("local KMS refuses a changed ciphertext, garbage and another key with KMS's error names", async () => {
  const CiphertextBlob = Buffer.from((await encrypt()) ?? "");
  const decrypt = (blob: Buffer, KeyId?: string) =>
    client.send(new DecryptCommand({ CiphertextBlob: blob, EncryptionContext: context, KeyId }));
  const changed = Buffer.from(CiphertextBlob);
  changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
  await expect(decrypt(changed)).rejects.toMatchObject({ name: "InvalidCiphertextException" });
  await expect(decrypt(Buffer.from("garbage"))).rejects.toMatchObject({ name: "InvalidCiphertextException" });
  await expect(decrypt(CiphertextBlob, other)).rejects.toMatchObject({ name: "IncorrectKeyException" });
});

test("local KMS resolves aliases, and refuses unknown, disabled and unfit keys with KMS's error names", async () => {
  expect(await encrypt("alias/credentials")).toBeDefined();
  await expect(encrypt("alias/nothing")).rejects.toMatchObject({ name: "NotFoundException" });
  await expect(encrypt(off)).rejects.toMatchObject({ name: "DisabledException" });
  await expect(encrypt(pepper)).rejects.toMatchObject({ name: "InvalidKeyUsageException" });
  const empty = client.send(new EncryptCommand({ KeyId: key, Plaintext: Buffer.alloc(0) }));
  await expect(empty).rejects.toMatchObject({ name: "ValidationException" });
});

test("local KMS verifies a MAC only for its message", async () => {
  const mac = { KeyId: pepper, MacAlgorithm: "HMAC_SHA_256" as const, Message: Buffer.from("123456") };
  const { Mac } = await client.send(new GenerateMacCommand(mac));
  expect((await client.send(new VerifyMacCommand({ ...mac, Mac }))).MacValid).toBe(true);
  const verifying = client.send(new VerifyMacCommand({ ...mac, Mac, Message: Buffer.from("654321") }));
  await expect(verifying).rejects.toMatchObject({ name: "KMSInvalidMacException" });
});

test("local KMS returns a data key in plain text and encrypted", async () => {
  const { Plaintext, CiphertextBlob } = await client.send(
    new GenerateDataKeyCommand({ KeyId: key, KeySpec: "AES_256" }),
  );
  expect(Plaintext).toHaveLength(32);
  expect((await client.send(new DecryptCommand({ CiphertextBlob }))).Plaintext).toEqual(Plaintext);
});

test("local KMS decrypts after a restart with the same master secret, not with another", async () => {
  const secret = localSecret();
  const [before, after, stranger] = [await kms(secret), await kms(secret), await kms()];
  const { CiphertextBlob } = await before.send(new EncryptCommand({ KeyId: key, Plaintext: Buffer.from("kept") }));
  const { Plaintext } = await after.send(new DecryptCommand({ CiphertextBlob }));
  expect(Buffer.from(Plaintext ?? "").toString()).toBe("kept");
  await expect(stranger.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({
    name: "InvalidCiphertextException",
  });
});

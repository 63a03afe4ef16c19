/** A line that a new provider adds to a file. */
export interface Addition {
  file: string;
  /** The text before the line. It occurs exactly once in the file. */
  after: string;
  line: string;
}

/** The tables of data. Each gains a row, and the import that the row needs. */
export const dataTables: readonly Addition[] = [
  {
    file: "shared/providers/manifests.ts",
    after: 'import type { Manifest } from "./manifest.ts";\n',
    line: 'import { memory } from "./memory/manifest.ts";\n',
  },
  { file: "shared/providers/manifests.ts", after: "const manifests = {\n  twilio,\n  sns,\n", line: "  memory,\n" },
  {
    file: "shared/providers/credential-schemas.ts",
    after: 'import type { ProviderName } from "./manifests.ts";\n',
    line: 'import { memoryCredentialSchemas } from "./memory/memory-credentials.ts";\n',
  },
  {
    file: "shared/providers/credential-schemas.ts",
    after: "  sns: snsCredentialSchemas,\n",
    line: "  memory: memoryCredentialSchemas,\n",
  },
  {
    file: "shared/providers/credentials.ts",
    after: 'import type { ProviderName } from "./manifests.ts";\n',
    line: 'import type { MemoryCredentials } from "./memory/memory-credentials.ts";\n',
  },
  {
    file: "shared/providers/credentials.ts",
    after: "  sns: SnsCredentials;\n",
    line: "  memory: MemoryCredentials;\n",
  },
];

const absent = "  memory: null,\n";

/** The tables of roles. Each gains one line, even for a role that the provider lacks. */
export const roleTables: readonly Addition[] = [
  {
    file: "shared/providers/open-account.ts",
    after: "const openers: Openers = {\n",
    line: '  memory: async (credentials) => (await import("./memory/memory-account.ts")).memoryAccount(credentials),\n',
  },
  { file: "shared/providers/open-calls.ts", after: "  sns: null,\n", line: absent },
  { file: "shared/providers/open-lookups.ts", after: "  sns: null,\n", line: absent },
  {
    file: "shared/providers/open-messages.ts",
    after: "const openers: Readonly<Record<ProviderName, Open>> = {\n",
    line: '  memory: async (_, load) => (await import("./memory/memory-messages.ts")).memoryMessages(await credentialsFor("memory", load)),\n',
  },
  { file: "shared/providers/open-numbers.ts", after: "  sns: null,\n", line: absent },
  {
    file: "shared/providers/open-opt-out-list.ts",
    after: "const openers: Readonly<Record<ProviderName, Open | null>> = {\n",
    line: absent,
  },
  { file: "shared/providers/open-verifications.ts", after: "  sns: null,\n", line: absent },
  { file: "shared/providers/open-webhooks.ts", after: "  sns: null,\n", line: absent },
];

/** The tables that the suites read to test the provider. */
export const testTables: readonly Addition[] = [
  {
    file: "test/providers/example-credentials.ts",
    after: '  twilio: { provider: "twilio", ...credentials },\n',
    line: '  memory: { provider: "memory", key: "a-key-of-an-example" },\n',
  },
  {
    file: "test/providers/providers-under-test.ts",
    after: 'import type { ProviderUnderTest } from "../contracts/main-job.ts";\n',
    line: 'import { memoryUnderTest } from "./memory-provider/memory-under-test.ts";\n',
  },
  {
    file: "test/providers/providers-under-test.ts",
    after: "  sns: snsUnderTest,\n",
    line: "  memory: memoryUnderTest,\n",
  },
];

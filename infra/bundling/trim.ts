import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "esbuild";

const standIn = (name: string): string => join(import.meta.dirname, "stand-ins", `${name}.ts`);

/** Modules that no Lambda runs, and their stand-ins. */
export const trimAliases: Readonly<Record<string, string>> = {
  "@aws-sdk/credential-provider-node": standIn("lambda-credentials"),
  "@aws-sdk/middleware-endpoint-discovery": standIn("no-endpoint-discovery"),
  "@aws-sdk/signature-v4-multi-region": standIn("one-region-signer"),
  "@smithy/core/event-streams": standIn("no-event-streams"),
  dayjs: standIn("twilio-dates"),
  "dayjs/plugin/utc": standIn("nothing"),
};

const isZodSchemas = /zod\/v4\/classic\/schemas\.js$/;

const callParts =
  /^\.\/call\/(event|notification|payment|recording|siprec|stream|transcription|userDefinedMessage|userDefinedMessageSubscription)$/;
const isTwilioCall = /twilio\/lib\/rest\/api\/v2010\/account\/call\.js$/;

/**
 * Leaves out zod's JSON Schema writers and English error messages, most resources below a call in Twilio's SDK, and every field of an AWS
 * client's package.json except the two that its user agent needs.
 */
export const trim: Plugin = {
  name: "trim",
  setup(build) {
    build.onResolve({ filter: /\/core\/(to-json-schema|json-schema-processors)\.js$/ }, ({ importer }) =>
      isZodSchemas.test(importer) ? { path: standIn("no-json-schema") } : undefined,
    );
    build.onResolve({ filter: /\/locales\/en\.js$/ }, ({ importer }) =>
      isZodSchemas.test(importer) ? { path: standIn("no-words") } : undefined,
    );
    build.onResolve({ filter: callParts }, ({ importer }) =>
      isTwilioCall.test(importer) ? { path: standIn("no-call-parts") } : undefined,
    );
    build.onLoad({ filter: /\/@aws-sdk\/client-[a-z-]+\/package\.json$/ }, async ({ path }) => {
      const { name, version }: { name: string; version: string } = JSON.parse(await readFile(path, "utf8"));
      return { contents: JSON.stringify({ name, version }), loader: "json" };
    });
  },
};

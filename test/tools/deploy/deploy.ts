import { repository, run } from "../run-command.ts";
import { account, awsEnvironment, region } from "./aws-environment.ts";
import { inWorkspace } from "./workspace.ts";

/** The commands of docs/deploying.md, against the emulator's endpoint. */
export function deployer(endpoint: string, twilioBaseUrl: string) {
  const env = awsEnvironment(endpoint);
  const cdk = (cwd: string, log: string, ...parameters: string[]) =>
    run("npx", ["cdk", ...parameters, "--output", inWorkspace(`${log}.out`)], {
      env,
      cwd,
      log: inWorkspace(`${log}.log`),
    });
  return {
    bootstrap: () => cdk(repository, "bootstrap", "bootstrap", `aws://${account}/${region}`),
    deploy: (log: string, cwd = repository) =>
      cdk(
        ...([cwd, log, "deploy", "--all", "-c", "environment=dev", "-c", `twilioBaseUrl=${twilioBaseUrl}`] as const),
        ...["--require-approval", "never"],
      ),
    destroy: () => cdk(repository, "destroy", "destroy", "--all", "--force", "-c", "environment=dev"),
    createAdmin: async (): Promise<string> => {
      const output = await run("npm", ["run", "--silent", "create-admin", "--", "--environment", "dev"], {
        env,
        log: inWorkspace("create-admin.log"),
      });
      const [secret] = /phk_live_\S+/.exec(output) ?? [];
      if (!secret) throw new Error(`create-admin printed no key:\n${output}`);
      return secret;
    },
    runSuite: (targetFile: string) =>
      run("npm", ["run", "--silent", "test:end-to-end"], {
        env: { ...process.env, PHONEHUB_TARGET: targetFile, NODE_NO_WARNINGS: "1" },
        log: inWorkspace("suite.log"),
        isShown: true,
      }),
  };
}

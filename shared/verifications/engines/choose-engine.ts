import type { Scope } from "../../kernel/ids.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import type { VerificationPolicy } from "../../verification-policies/verification-policy.ts";
import type { StoredVerification } from "../verification.ts";
import type { VerificationEngine } from "./engine.ts";
import { ownEngine } from "./own-engine.ts";
import { verifyEngine } from "./verify-engine.ts";

interface EngineSettings {
  scope: Scope;
  config: StoredProviderConfig | null;
  isTest: boolean;
  policy: VerificationPolicy;
}

/** In test mode nothing reaches a provider, so the codes are the hub's own. */
export const engineName = ({
  isTest,
  policy,
}: Pick<EngineSettings, "isTest" | "policy">): StoredVerification["engine"] => (isTest ? "own" : policy.engine);

/** The engine by its name: a verification stays with the one it was started with. */
export const engineFor = (name: StoredVerification["engine"], settings: EngineSettings): VerificationEngine =>
  name === "own" ? ownEngine(settings) : verifyEngine(settings.config);

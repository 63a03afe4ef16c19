import { providerNames } from "../../shared/providers/manifests.ts";
import { mainJobContract } from "../contracts/main-job.ts";
import { providersUnderTest } from "./providers-under-test.ts";

for (const provider of providerNames) mainJobContract(provider, providersUnderTest[provider]);

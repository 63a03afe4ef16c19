import { expect, test } from "vitest";
import { CreateProviderConfig } from "../../shared/api/schemas/provider-config-schemas.ts";
import type { Scope, TenantId } from "../../shared/kernel/ids.ts";
import { itemOfPreferences, preferencesFromItem, unsetPreferences } from "../../shared/preferences/preferences.ts";
import { newConfig } from "../../shared/provider-configs/changing/new-config.ts";
import { configFromItem, itemOfConfig } from "../../shared/provider-configs/provider-config.ts";

/** A row of a release that knew SMS alone. */
const earlier = { channels: { sms: { isEnabled: true } } };

test("a channel that came after a provider configuration was made is off in it", () => {
  const wanted = CreateProviderConfig.parse({ name: "Twilio", provider: "twilio" });
  const named = { tenantId: "ten_test" as TenantId, id: "cfg_test", ownerUserId: null, fingerprint: "f" };
  const config = newConfig({ ...named, wanted });
  expect(configFromItem(itemOfConfig(config))).toEqual(config);
  expect(configFromItem({ ...itemOfConfig(config), ...earlier }).channels).toEqual(config.channels);
});

test("a channel that came after a user's preferences were set is off in them", () => {
  const unset = unsetPreferences("ten_test#live" as Scope, "ana");
  const { channels } = preferencesFromItem({ ...itemOfPreferences(unset), ...earlier });
  expect(channels).toEqual({ ...unset.channels, sms: { isEnabled: true } });
});

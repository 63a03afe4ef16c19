/** The permissions that a credential can have. Each operation names the one it needs. */
export const permissions = [
  "lookup_numbers",
  "view_lookups",
  "manage_lookups",
  "send_messages",
  "act_for_users",
  "view_messages",
  "manage_messages",
  "verify_users",
  "place_calls",
  "view_calls",
  "manage_provider_configs",
  "manage_templates",
  "view_usage",
  "manage_api_keys",
  "view_audit",
  "manage_tenant",
  "platform_admin",
] as const;

export type Permission = (typeof permissions)[number];

/** Every permission except those of the platform. A tenant's first key gets them. */
export const tenantPermissions: readonly Permission[] = permissions.filter((one) => one !== "platform_admin");

/**
 * Permission names in the tokens of the older PhoneHub. The hub accepts them only in JWT claims. `owner` meant the owner of a tenant.
 */
export const permissionAliases: Readonly<Record<string, readonly Permission[]>> = {
  view_phone_numbers: ["view_lookups"],
  manage_phone_numbers: ["lookup_numbers", "view_lookups", "manage_lookups"],
  view_sms: ["view_messages"],
  manage_sms: ["send_messages", "view_messages", "manage_messages"],
  manage_phone_config: ["manage_provider_configs"],
  manage_groups: ["manage_tenant", "manage_api_keys"],
  owner: tenantPermissions,
};

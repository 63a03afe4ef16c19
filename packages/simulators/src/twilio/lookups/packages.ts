import type { PhoneNumber } from "libphonenumber-js/max";
import { lineTypeOf } from "./line-type.ts";

/** All data packages of Lookup v2 except validation, which every answer contains. */
export const packageNames = [
  "caller_name",
  "sim_swap",
  "call_forwarding",
  "line_type_intelligence",
  "line_status",
  "identity_match",
  "reassigned_number",
  "sms_pumping_risk",
  "phone_number_quality_score",
  "pre_fill",
] as const;

export type PackageName = (typeof packageNames)[number];
type PackageData = Record<string, unknown>;

/** A package's default data of a number. */
export const packages: Record<PackageName, (number: PhoneNumber) => PackageData> = {
  // Caller names exist in the US only. For other countries the package has its own error code inside the 200.
  caller_name: (number) =>
    number.country === "US"
      ? { caller_name: "PAT EXAMPLE", caller_type: "CONSUMER", error_code: null }
      : { caller_name: null, caller_type: null, error_code: 60607 },
  sim_swap: () => ({
    last_sim_swap: {
      last_sim_swap_date: "2025-01-15T09:30:00Z",
      swapped_period: "PT24H",
      swapped_in_period: false,
    },
    ...carrier("Example Wireless"),
    error_code: null,
  }),
  call_forwarding: () => ({ call_forwarding_enabled: false, error_code: null }),
  line_type_intelligence: (number) => {
    const type = lineTypeOf(number);
    return { ...carrier(type === "mobile" ? "Example Wireless" : "Example Telecom"), type, error_code: null };
  },
  line_status: () => ({ status: "active", error_code: null }),
  identity_match: () => ({
    first_name_match: "no_data",
    last_name_match: "no_data",
    address_lines_match: "no_data",
    city_match: "no_data",
    state_match: "no_data",
    postal_code_match: "no_data",
    address_country_match: "no_data",
    national_id_match: "no_data",
    date_of_birth_match: "no_data",
    summary_score: 0,
    error_code: null,
    error_message: null,
  }),
  reassigned_number: () => ({ last_verified_date: "20250115", is_number_reassigned: "no", error_code: null }),
  sms_pumping_risk: () => ({
    carrier_risk_category: "low",
    number_blocked: false,
    number_blocked_date: null,
    number_blocked_last_3_months: false,
    sms_pumping_risk_score: 4,
    error_code: null,
  }),
  phone_number_quality_score: () => ({ quality_score: 90, error_code: null }),
  pre_fill: () => ({ error_code: 60600 }),
};

function carrier(name: string): PackageData {
  return { carrier_name: name, mobile_country_code: "310", mobile_network_code: "150" };
}

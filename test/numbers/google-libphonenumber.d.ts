/** Types for the few calls of Google's library that the tests use. The package has none of its own. */
declare module "google-libphonenumber" {
  interface ParsedNumber {
    clearExtension(): void;
    getCountryCode(): number;
  }
  interface PhoneNumberUtil {
    parse(text: string, region?: string): ParsedNumber;
    isValidNumber(number: ParsedNumber): boolean;
    format(number: ParsedNumber, format: number): string;
    getSupportedRegions(): string[];
    getExampleNumberForType(region: string, type: number): ParsedNumber | null;
  }
  const library: {
    PhoneNumberUtil: { getInstance(): PhoneNumberUtil };
    PhoneNumberType: Record<string, number>;
    PhoneNumberFormat: { E164: number; INTERNATIONAL: number; NATIONAL: number };
  };
  export default library;
}

/** The few calls of Google's own library that the tests compare with; it comes without types. */
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

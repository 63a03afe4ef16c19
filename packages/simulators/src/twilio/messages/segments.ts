import { SegmentedMessage } from "sms-segments-calculator";

export function segmentsOf(body: string, smartEncoding = false): number {
  return new SegmentedMessage(body, "auto", smartEncoding).segmentsCount;
}

import { config } from "../../kernel/config.ts";
import type { TenantId } from "../../kernel/ids.ts";

/** Identifies the document of an export by its tenant and job id. */
export interface ExportFile {
  tenantId: TenantId;
  id: string;
}

export const objectOf = ({ tenantId, id }: ExportFile) => ({
  Bucket: config.exportsBucket(),
  Key: `${tenantId}/${id}.json`,
});

import { z } from "zod";
import { internalRoute } from "@/lib/api/route";
import { exportAudit } from "@/lib/audit/export";
import { auditFilterSchema } from "@/lib/audit/service";

const types = { csv: "text/csv; charset=utf-8", json: "application/json" };

/** The audit log as a file, by the same filter as the page's. */
export const exportAuditRoute = internalRoute({
  summary: "The audit log as a file",
  role: "admin",
  query: auditFilterSchema.extend({ format: z.enum(["csv", "json"]) }),
  run: async (scope, { query: { format, ...filter } }) => {
    const day = new Date().toISOString().slice(0, 10);
    return new Response(exportAudit(scope, filter, format), {
      headers: {
        "content-type": types[format],
        "content-disposition": `attachment; filename="audit-${day}.${format}"`,
      },
    });
  },
});

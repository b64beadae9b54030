export { exportAuditRoute as GET } from "@/lib/internal-api/audit";

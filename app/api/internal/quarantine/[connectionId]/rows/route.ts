export { listQuarantinedRoute as GET } from "@/lib/internal-api/quarantine";

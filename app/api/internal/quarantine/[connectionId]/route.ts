export { summarizeQuarantinedRoute as GET } from "@/lib/internal-api/quarantine";

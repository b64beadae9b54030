export { readLogWindowRoute as GET } from "@/lib/internal-api/run-logs";

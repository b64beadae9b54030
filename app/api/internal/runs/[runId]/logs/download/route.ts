export { downloadLogRoute as GET } from "@/lib/internal-api/run-logs";

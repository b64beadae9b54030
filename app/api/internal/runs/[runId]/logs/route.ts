export { listRunLogsRoute as GET } from "@/lib/internal-api/runs";

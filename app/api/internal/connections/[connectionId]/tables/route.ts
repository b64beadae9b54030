export { listStreamTablesRoute as GET } from "@/lib/internal-api/connections";

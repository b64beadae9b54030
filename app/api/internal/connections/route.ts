export { listConnectionNamesRoute as GET } from "@/lib/internal-api/connections";

export { listRunPageRoute as GET } from "@/lib/internal-api/runs";

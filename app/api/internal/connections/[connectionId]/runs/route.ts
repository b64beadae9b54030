export { listRunsRoute as GET } from "@/lib/internal-api/runs";

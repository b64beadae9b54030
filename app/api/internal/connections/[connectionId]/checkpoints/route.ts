export { listCheckpointsRoute as GET } from "@/lib/internal-api/connections";

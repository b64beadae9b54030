export { getRunRoute as GET } from "@/lib/internal-api/runs";

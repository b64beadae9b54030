export { readRunStatsRoute as GET } from "@/lib/internal-api/runs";

export { getTimelineRoute as GET } from "@/lib/internal-api/runs";

export { getStreamRoute as GET } from "@/lib/internal-api/sources";

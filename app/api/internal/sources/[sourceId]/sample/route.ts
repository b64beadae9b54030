export { sampleStreamRoute as GET } from "@/lib/internal-api/sources";

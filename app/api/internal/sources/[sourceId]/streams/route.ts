export { listStreamsRoute as GET } from "@/lib/internal-api/sources";

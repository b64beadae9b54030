export { placeLogLineRoute as GET } from "@/lib/internal-api/run-logs";

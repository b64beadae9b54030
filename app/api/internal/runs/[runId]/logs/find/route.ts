export { findLogLineRoute as GET } from "@/lib/internal-api/run-logs";

export { checkRoute as POST } from "@/lib/internal-api/checks";

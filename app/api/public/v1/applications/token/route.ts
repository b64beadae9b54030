export { POST } from "@/lib/api/token-route";

export { getHealth as GET } from "@/lib/public-api/routes/health";

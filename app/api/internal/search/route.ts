export { searchRoute as GET } from "@/lib/internal-api/search";

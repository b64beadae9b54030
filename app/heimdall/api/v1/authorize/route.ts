export { authorize as POST } from "@/lib/heimdall-api/authorize";

import { serveInngest } from "@/lib/inngest/serve";

export const GET = serveInngest;
export const POST = serveInngest;
export const PUT = serveInngest;

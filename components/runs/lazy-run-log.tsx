"use client";

import dynamic from "next/dynamic";
import { Skeleton } from "@/components/ui/data-state";

/** RunLog, loaded after what stands above it. */
export const LazyRunLog = dynamic(async () => (await import("./run-log")).RunLog, {
  ssr: false,
  loading: () => <Skeleton className="h-60" />,
});

"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { TipLayer } from "@/components/ui/tip-layer";
import { Toaster } from "@/components/ui/toaster";
import { onChanged } from "@/lib/action/call";
import { fetchChanged } from "./fetch-changed";

/** What every page stands in: the query cache for live status, the hints, the toasts. */
export function Providers({ children }: { children: ReactNode }) {
  const [queries] = useState(
    () => new QueryClient({ defaultOptions: { queries: { staleTime: 2_000, retry: 1 } } }),
  );
  useEffect(() => onChanged((change) => fetchChanged(queries, change)), [queries]);
  return (
    <QueryClientProvider client={queries}>
      {children}
      <TipLayer />
      <Toaster />
    </QueryClientProvider>
  );
}

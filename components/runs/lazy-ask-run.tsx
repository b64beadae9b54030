"use client";

import dynamic from "next/dynamic";
import { loadAlertDialog } from "@/components/ui/alert-dialog";

/** AskRun, loaded once somebody asks. */
export const LazyAskRun = dynamic(
  async () => {
    loadAlertDialog();
    return (await import("./ask-run")).AskRun;
  },
  { ssr: false },
);

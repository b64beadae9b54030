"use client";

import dynamic from "next/dynamic";

/** AskRun, loaded once somebody asks. */
export const LazyAskRun = dynamic(async () => (await import("./ask-run")).AskRun, { ssr: false });

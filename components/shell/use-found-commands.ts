"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { PaletteCommand } from "./command";

/** Looks beyond what is loaded; the words typed so far are in `text`. */
export type CommandSearch = (text: string, signal: AbortSignal) => Promise<PaletteCommand[]>;

const settleMs = 120;
const none: readonly PaletteCommand[] = [];

/** What the search finds for the words typed, once the typing rests. */
export function useFoundCommands(search: CommandSearch | undefined, typed: string) {
  const text = useSettled(typed.trim());
  const found = useQuery({
    queryKey: ["names", "search", text],
    queryFn: ({ signal }) => search?.(text, signal) ?? [],
    enabled: search !== undefined && text !== "",
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    retry: false,
  });
  return {
    commands: text === "" ? none : (found.data ?? none),
    isSearching: search !== undefined && (text !== typed.trim() || found.isFetching),
    failed: found.isError,
  };
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settleMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

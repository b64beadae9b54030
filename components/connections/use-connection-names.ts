"use client";

import { useQuery } from "@tanstack/react-query";
import { getJson } from "@/components/runs/api";
import * as text from "@/text/connection-setup";

interface ConnectionNames {
  /** By name; undefined until they are there. */
  names: { id: string; name: string }[] | undefined;
  /** Why they are not. */
  problem: string | undefined;
}

/** The workspace's connections for a choice among them, read once they are wanted. */
export function useConnectionNames({ isWanted }: { isWanted: boolean }): ConnectionNames {
  const { data, error } = useQuery({
    queryKey: ["names", "connections"],
    queryFn: ({ signal }) => getJson<{ id: string; name: string }[]>("/api/internal/connections", signal),
    enabled: isWanted,
  });
  return {
    names: data,
    problem: error ? text.connectionsNotRead(error.message) : undefined,
  };
}

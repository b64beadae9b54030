import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { AppRouterContext } from "next/dist/shared/lib/app-router-context.shared-runtime";
import {
  PathnameContext,
  PathParamsContext,
  SearchParamsContext,
} from "next/dist/shared/lib/hooks-client-context.shared-runtime";
import { Tooltip } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { OwnRoleProvider } from "@/components/shell/only-for";
import type { Role } from "@/lib/auth/roles";

type Router = NonNullable<ComponentProps<typeof AppRouterContext>["value"]>;

export interface Drawn {
  html: string;
  /** Without tags; a space between what stands in different elements. */
  text: string;
  /** How many columns the first table with a head has. */
  columns: number;
}

export interface DrawOptions {
  role?: Role;
  /** What the query cache holds: an answer, or why there is none. */
  known?: { key: readonly unknown[]; answer: unknown }[];
  failed?: { key: readonly unknown[]; error: Error }[];
  params?: Record<string, string>;
}

/** What a screen looks like, as the server draws it: inside the shell's providers, with nothing behind them. */
export function draw(screen: ReactNode, options: DrawOptions = {}): Drawn {
  const { role = "editor", params = {} } = options;
  const html = renderToStaticMarkup(
    <AppRouterContext value={router}>
      <PathParamsContext value={params}>
        <PathnameContext value="/here">
          <SearchParamsContext value={new URLSearchParams()}>
            <QueryClientProvider client={clientOf(options)}>
              <Tooltip.Provider>
                <OwnRoleProvider role={role}>{screen}</OwnRoleProvider>
              </Tooltip.Provider>
            </QueryClientProvider>
          </SearchParamsContext>
        </PathnameContext>
      </PathParamsContext>
    </AppRouterContext>,
  );
  return { html, text: textOf(html), columns: columnsOf(html) };
}

function clientOf({ known = [], failed = [] }: DrawOptions): QueryClient {
  const client = new QueryClient({
    defaultOptions: { queries: { retry: false, retryOnMount: false, staleTime: Infinity, gcTime: Infinity } },
  });
  for (const { key, answer } of known) client.setQueryData(key, answer);
  for (const { key, error } of failed) {
    const query = client.getQueryCache().build(client, { queryKey: key });
    query.setState({ ...query.state, status: "error", error, errorUpdatedAt: Date.now() });
  }
  return client;
}

function textOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&amp;", "&")
    .replaceAll("&#x27;", "'")
    .replaceAll("&quot;", '"')
    .replace(/\s+/g, " ")
    .trim();
}

function columnsOf(html: string): number {
  const head = /<thead.*?<\/thead>/s.exec(html)?.[0] ?? "";
  return head.match(/<th[\s>]/g)?.length ?? 0;
}

/** Nobody presses anything here. */
const router: Router = {
  back: stay,
  forward: stay,
  refresh: stay,
  push: stay,
  replace: stay,
  prefetch: stay,
} as unknown as Router;

function stay(): void {
  throw new Error("Nothing is navigated to while a screen is only drawn.");
}

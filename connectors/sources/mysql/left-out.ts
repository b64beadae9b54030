import type { LeftOut } from "@/connectors/sdk";
import type { lookAtRelations } from "./catalog";

/** The server tells nobody of tables that he has no right at all to. */
export function leftOutOf(
  { unreadable, withoutColumns }: Awaited<ReturnType<typeof lookAtRelations>>,
  username: string,
): LeftOut[] {
  const named = (reason: string, names: string[]): LeftOut => ({ reason, count: names.length, names });
  return [
    named(`${JSON.stringify(username)} may read none of their columns`, unreadable),
    named("the server knows no column of them (a view of what is gone?)", withoutColumns),
  ];
}

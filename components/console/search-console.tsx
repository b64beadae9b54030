import { Play, Waypoints } from "lucide-react";
import { ConnectorIcon, type ConnectorFace } from "@/components/connectors/connector-icon";
import { getJson } from "@/components/runs/api";
import type { PaletteCommand } from "@/components/shell/command";
import { toast } from "@/components/ui/toaster";
import { once } from "@/lib/action/call";
import { requestSyncAction } from "@/lib/runs/actions";
import type { Found } from "@/lib/search/schema";
import * as shellText from "@/text/shell";

type LiveFound = Found & { face: ConnectorFace | null };

const places = {
  connection: shellText.connections,
  source: shellText.sources,
  destination: shellText.destinations,
};

/** The console's own things as commands, looked up by name beyond what any page has loaded. */
export async function searchConsole(text: string, signal: AbortSignal): Promise<PaletteCommand[]> {
  const found = await getJson<LiveFound[]>(`/api/internal/search?${new URLSearchParams({ text })}`, signal);
  return found.flatMap(commandsOf);
}

function commandsOf({ kind, id, name, face, canSync }: LiveFound): PaletteCommand[] {
  const open: PaletteCommand = {
    id: `${kind}:${id}`,
    title: name,
    group: places[kind],
    href: `/${kind}s/${id}`,
    icon: face ? <ConnectorIcon {...face} size="sm" /> : <Waypoints strokeWidth={1.75} />,
    ...(face ? { hint: face.title } : {}),
  };
  if (!canSync) return [open];
  return [
    open,
    {
      id: `sync:${id}`,
      title: shellText.sync(name),
      group: shellText.actionsGroup,
      icon: <Play strokeWidth={1.75} />,
      run: () => void syncNow(id, name),
    },
  ];
}

async function syncNow(connectionId: string, name: string): Promise<void> {
  const result = await once(requestSyncAction)({ connectionId });
  if (result.ok)
    toast.success(shellText.syncs(name), { description: shellText.syncsAsRun(result.data.number) });
  else toast.error(result.error.message);
}

"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { ShownOnce } from "@/components/settings/shown-once";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/data-state";
import { DropdownMenu, MenuItem } from "@/components/ui/dropdown-menu";
import { Section } from "@/components/ui/section";
import { useRefreshWhile } from "@/components/ui/use-refresh-while";
import {
  channelKinds,
  maxChannels,
  type ChannelKind,
  type ChannelView,
  type CreatedChannel,
} from "@/lib/notifications/view";
import { ChannelCard } from "./channel-card";
import { ChannelDialog } from "./channel-dialog";
import { kindWords } from "./kinds";

/** What the dialog is about. */
type Edited = { kind: ChannelKind; channel: ChannelView | undefined } | undefined;

/** The workspace's channels, and the dialog that makes and changes one. */
export function Channels({ channels }: { channels: ChannelView[] }) {
  const [edited, setEdited] = useState<Edited>();
  const [made, setMade] = useState<CreatedChannel>();
  useRefreshWhile(channels.some(({ deliveries }) => deliveries.some(({ status }) => status === "pending")));

  function saved(channel: CreatedChannel) {
    setEdited(undefined);
    if (channel.madeSecret !== null) setMade(channel);
  }

  const isFull = channels.length >= maxChannels;
  const add = <AddChannel onChoose={(kind) => setEdited({ kind, channel: undefined })} />;
  return (
    <Section
      title="Channels"
      description="Where Sluice says what happened. Each channel hears the events that are chosen for it."
      actions={channels.length > 0 && !isFull && add}
    >
      {made?.madeSecret && (
        <ShownOnce
          label={`Signing secret of ${made.name}`}
          texts={[{ label: "Signing secret", text: made.madeSecret }]}
          onDone={() => setMade(undefined)}
        >
          Copy the signing secret of <strong className="font-medium">{made.name}</strong> now: it is stored
          encrypted and not shown again.
        </ShownOnce>
      )}
      {isFull && (
        <p className="text-sm text-ink-muted">
          There are {maxChannels} channels, the most a workspace may have. Delete one to add another.
        </p>
      )}
      {channels.length === 0 ? (
        <Empty title="Nobody is told yet." action={add}>
          A failed run waits until someone looks. A channel tells you at once.
        </Empty>
      ) : (
        <ul aria-label="Channels" className="grid grid-cols-1 gap-2">
          {channels.map((channel) => (
            <ChannelCard
              key={channel.id}
              channel={channel}
              onEdit={() => setEdited({ kind: channel.kind, channel })}
            />
          ))}
        </ul>
      )}
      {edited && <ChannelDialog {...edited} onSaved={saved} onClose={() => setEdited(undefined)} />}
    </Section>
  );
}

function AddChannel({ onChoose }: { onChoose: (kind: ChannelKind) => void }) {
  return (
    <DropdownMenu
      trigger={
        <Button variant="primary" icon={<Plus strokeWidth={1.75} />}>
          Add channel
        </Button>
      }
    >
      {channelKinds.map((kind) => (
        <MenuItem key={kind} icon={kindWords[kind].icon} onSelect={() => onChoose(kind)}>
          {kindWords[kind].label}
        </MenuItem>
      ))}
    </DropdownMenu>
  );
}

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
import * as text from "@/text/notifications";
import { ChannelCard } from "./channel-card";
import { ChannelDialog } from "./channel-dialog";
import { kindIcons } from "./kinds";

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
      title={text.channelsTitle}
      description={text.channelsAbout}
      actions={channels.length > 0 && !isFull && add}
    >
      {made?.madeSecret && (
        <ShownOnce
          label={text.secretOf(made.name)}
          texts={[{ label: text.signingSecret, text: made.madeSecret }]}
          onDone={() => setMade(undefined)}
        >
          {text.copySecretOf(<strong className="font-medium">{made.name}</strong>)}
        </ShownOnce>
      )}
      {isFull && <p className="text-sm text-ink-muted">{text.isFull(maxChannels)}</p>}
      {channels.length === 0 ? (
        <Empty title={text.nobodyTold} action={add}>
          {text.nobodyToldMeaning}
        </Empty>
      ) : (
        <ul aria-label={text.channelsTitle} className="grid grid-cols-1 gap-2">
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
          {text.addChannel}
        </Button>
      }
    >
      {channelKinds.map((kind) => (
        <MenuItem key={kind} icon={kindIcons[kind]} onSelect={() => onChoose(kind)}>
          {text.kinds[kind].label}
        </MenuItem>
      ))}
    </DropdownMenu>
  );
}

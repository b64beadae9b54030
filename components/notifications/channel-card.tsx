"use client";

import { PencilLine, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { DeleteDialog } from "@/components/status/delete-dialog";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Foldable } from "@/components/ui/section";
import { Switch } from "@/components/ui/switch";
import { call } from "@/lib/action/call";
import { deleteChannelAction, testChannelAction, updateChannelAction } from "@/lib/notifications/actions";
import { notificationEvents } from "@/lib/notifications/events";
import type { Answer, ChannelView } from "@/lib/notifications/view";
import * as text from "@/text/notifications";
import { ChannelAnswer } from "./channel-answer";
import { DeliveryTable } from "./delivery-table";
import { kindIcons, targetOf } from "./kinds";

export interface ChannelCardProps {
  channel: ChannelView;
  onEdit: () => void;
}

export function ChannelCard({ channel, onEdit }: ChannelCardProps) {
  const { id, name, kind, enabled, revision } = channel;
  const router = useRouter();
  const [answer, setAnswer] = useState<Answer>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState<"switching" | "testing">();

  async function enable(next: boolean) {
    setBusy("switching");
    const result = await call(updateChannelAction)({ id, changes: { revision, enabled: next } });
    setBusy(undefined);
    setProblem(result.ok ? undefined : result.error.message);
    if (!result.ok) router.refresh();
  }

  async function test() {
    setBusy("testing");
    setAnswer(undefined);
    const result = await call(testChannelAction)({ id });
    setBusy(undefined);
    setProblem(result.ok ? undefined : result.error.message);
    setAnswer(result.ok ? result.data : undefined);
  }

  return (
    <li className="min-w-0 rounded-md border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1.5 border-b border-line py-1.5 pr-1.5 pl-3">
        <Badge icon={kindIcons[kind]}>{text.kinds[kind].label}</Badge>
        <h3 className="min-w-0 text-sm font-medium wrap-anywhere">{name}</h3>
        <div className="ml-auto flex shrink-0 items-center gap-1">
          <Switch
            checked={enabled}
            disabled={busy === "switching"}
            onCheckedChange={(next) => void enable(next)}
            aria-label={text.isOn(name)}
          />
          <Button
            className="ml-2"
            size="sm"
            aria-label={text.sendTestTo(name)}
            busy={busy === "testing"}
            onClick={() => void test()}
          >
            {text.sendTest}
          </Button>
          <IconButton
            size="sm"
            label={text.edit(name)}
            icon={<PencilLine strokeWidth={1.75} />}
            onClick={onEdit}
          />
          <DeleteDialog
            name={name}
            kind="channel"
            description={text.deleteMeaning}
            detail={text.deleteDetail}
            trigger={
              <IconButton
                size="sm"
                label={text.deleteOf(name)}
                tooltip={false}
                icon={<Trash2 strokeWidth={1.75} />}
              />
            }
            onDelete={() => call(deleteChannelAction)({ id })}
          />
        </div>
      </div>
      <div className="grid grid-cols-1 gap-3 px-3 py-2.5">
        <ChannelFacts channel={channel} />
        {problem && <FieldError>{problem}</FieldError>}
        {answer && <ChannelAnswer answer={answer} />}
        <LastDeliveries channel={channel} />
      </div>
    </li>
  );
}

function ChannelFacts({ channel }: { channel: ChannelView }) {
  const { events, enabled } = channel;
  return (
    <dl className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-y-1.5 text-sm">
      <dt className="text-xs leading-5 text-ink-muted">{text.to}</dt>
      <dd className="min-w-0 wrap-anywhere">{targetOf(channel)}</dd>
      <dt className="text-xs leading-5 text-ink-muted">{text.toldOf}</dt>
      <dd className="min-w-0 text-ink-muted">
        {!enabled && <span className="text-warn">{`${text.nothingWhileOff} `}</span>}
        {events.length === notificationEvents.length
          ? text.everything
          : events.map((event) => text.events[event].title).join(" · ")}
      </dd>
    </dl>
  );
}

function LastDeliveries({ channel }: { channel: ChannelView }) {
  const { deliveries } = channel;
  const failed = deliveries.filter(({ status }) => status === "failed").length;
  const isFailing = deliveries.find(({ status }) => status !== "pending")?.status === "failed";
  const note = failed > 0 ? text.notDeliveredOf(failed, deliveries.length) : countText(deliveries.length);
  return (
    <>
      {isFailing && <p className="text-sm text-bad">{text.lastFailed}</p>}
      <Foldable title={text.lastDeliveries} note={note}>
        <DeliveryTable channel={channel} />
      </Foldable>
    </>
  );
}

function countText(count: number): string {
  return count === 0 ? text.noneYet : text.messages(count);
}

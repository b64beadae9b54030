"use client";

import { RotateCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { StatusCell } from "@/components/status/status-cell";
import { FieldError } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import type { State } from "@/components/ui/state";
import { Table, TBody, TD, TH, THead, TR, EmptyRow } from "@/components/ui/table";
import { call } from "@/lib/action/call";
import { resendDeliveryAction } from "@/lib/notifications/actions";
import type { ChannelView, DeliveryView } from "@/lib/notifications/view";
import * as text from "@/text/notifications";

/** The last deliveries of a channel, newest first. */
export function DeliveryTable({ channel }: { channel: ChannelView }) {
  const router = useRouter();
  const [problem, setProblem] = useState<string>();

  async function resend(id: string) {
    const result = await call(resendDeliveryAction)({ id });
    setProblem(result.ok ? undefined : result.error.message);
    if (!result.ok) router.refresh();
  }

  return (
    <div className="grid grid-cols-1 gap-2">
      {problem && <FieldError>{problem}</FieldError>}
      <Table label={text.deliveriesOf(channel.name)} framed>
        <THead>
          <TR>
            <TH>{text.stateColumn}</TH>
            <TH grow>{text.messageColumn}</TH>
            <TH>{text.eventColumn}</TH>
            <TH>
              <span className="sr-only">{text.sendAgainColumn}</span>
            </TH>
          </TR>
        </THead>
        <TBody>
          {channel.deliveries.length === 0 && <EmptyRow columns={4}>{text.nothingSent}</EmptyRow>}
          {channel.deliveries.map((delivery) => (
            <DeliveryRow key={delivery.id} delivery={delivery} onResend={() => resend(delivery.id)} />
          ))}
        </TBody>
      </Table>
    </div>
  );
}

const states: Record<DeliveryView["status"], State> = { pending: "waiting", delivered: "ok", failed: "bad" };

function DeliveryRow({ delivery, onResend }: { delivery: DeliveryView; onResend: () => Promise<void> }) {
  const { event, title, status, attempts, error, createdAt, settledAt } = delivery;
  const [busy, setBusy] = useState(false);
  const tried = attempts > 0 && status !== "delivered" ? text.afterAttempts(attempts) : null;

  async function resend() {
    setBusy(true);
    await onResend();
    setBusy(false);
  }

  return (
    <TR>
      <TD>
        <StatusCell state={states[status]} label={text.deliveryStates[status]} at={settledAt ?? createdAt} />
        {tried && <span className="block pl-4.5 text-xs text-ink-faint">{tried}</span>}
      </TD>
      <TD grow className="py-1.5" title={title}>
        {title}
        {error && <span className="block text-xs wrap-anywhere whitespace-normal text-bad">{error}</span>}
      </TD>
      <TD muted>{text.events[event].title}</TD>
      <TD>
        {status !== "pending" && (
          <IconButton
            size="sm"
            label={text.sendAgain(title)}
            icon={<RotateCw strokeWidth={1.75} />}
            busy={busy}
            onClick={() => void resend()}
          />
        )}
      </TD>
    </TR>
  );
}

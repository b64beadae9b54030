import { CircleAlert, CircleCheck } from "lucide-react";
import { cn } from "@/components/ui/cn";
import type { Answer } from "@/lib/notifications/view";
import * as text from "@/text/notifications";

/** What a receiver said to a test. */
export function ChannelAnswer({ answer, className }: { answer: Answer; className?: string }) {
  const Icon = answer.delivered ? CircleCheck : CircleAlert;
  return (
    <p
      role="status"
      className={cn(
        "flex items-start gap-2 rounded-md px-3 py-2 text-sm",
        answer.delivered ? "bg-ok-soft text-ok" : "bg-bad-soft text-bad",
        className,
      )}
    >
      <Icon className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} aria-hidden />
      <span className="min-w-0 wrap-anywhere">
        <strong className="font-medium">{answer.delivered ? text.delivered : text.notDelivered}</strong>{" "}
        {answer.words}
      </span>
    </p>
  );
}

import { cn } from "@/components/ui/cn";
import { monogram } from "./monogram";

/** What a screen knows of a connector to show it. */
export interface ConnectorFace {
  id: string;
  title: string;
  /** The `d` of a 24 × 24 path, or the address of an image ("/…", "data:image/…"). */
  icon?: string;
}

export type ConnectorIconSize = "sm" | "md" | "lg";

export interface ConnectorIconProps extends ConnectorFace {
  size?: ConnectorIconSize;
  className?: string;
}

/** The connector's mark in ink on a tile; letters where there is none. Decorative: the title stands beside it. */
export function ConnectorIcon({ title, icon, size = "md", className }: ConnectorIconProps) {
  return (
    <span
      aria-hidden
      className={cn(
        "grid shrink-0 place-items-center rounded-md border border-line bg-surface text-ink",
        tiles[size],
        className,
      )}
    >
      <Mark title={title} icon={icon} size={size} />
    </span>
  );
}

function Mark({ title, icon, size }: { title: string; icon?: string; size: ConnectorIconSize }) {
  if (icon && /^(\/|data:image\/)/.test(icon)) {
    // Small, already sized and often inline: the image optimiser has nothing to do here.
    // eslint-disable-next-line @next/next/no-img-element
    return <img src={icon} alt="" className={cn("object-contain", markSizes[size])} />;
  }
  if (icon) {
    return (
      <svg viewBox="0 0 24 24" className={cn("fill-current", markSizes[size])}>
        <path d={icon} />
      </svg>
    );
  }
  return (
    <span className={cn("font-semibold tracking-tight text-ink-muted", letters[size])}>
      {monogram(title)}
    </span>
  );
}

const tiles: Record<ConnectorIconSize, string> = { sm: "size-5 rounded-sm", md: "size-7", lg: "size-10" };
const markSizes: Record<ConnectorIconSize, string> = { sm: "size-3", md: "size-4", lg: "size-5.5" };
const letters: Record<ConnectorIconSize, string> = { sm: "text-[9px]", md: "text-2xs", lg: "text-sm" };

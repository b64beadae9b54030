import { cn } from "./cn";

/** Hidden where there is no keyboard. One or more keys: `["⌘", "K"]` together, `["g", "s"]` one after the other. */
export function Kbd({ keys, tone = "plain" }: { keys: readonly string[]; tone?: "plain" | "inverse" }) {
  return (
    <span className="inline-flex gap-0.5 pointer-coarse:hidden">
      {keys.map((key, index) => (
        <kbd
          key={`${index}${key}`}
          className={cn(
            "grid h-4.5 min-w-4.5 place-items-center rounded-sm border px-1 font-sans text-2xs leading-none",
            tone === "inverse"
              ? "border-surface/25 text-surface/80"
              : "border-line bg-surface text-ink-faint",
          )}
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}

/** What reasons of one kind have in common: what they quote, and numbers, are left out. Pure. */
export function foldReason(reason: string): string {
  return reason
    .replace(/"[^"]*"|“[^”]*”|`[^`]*`|'[^']*'/g, (quoted) => (/^["“`]\w+["”`]$/.test(quoted) ? quoted : "…"))
    .replace(/(?<![\w])[-+]?\d[\d.,:T-]*\w*/g, "…")
    .replace(/…(?:[\s,]*…)+/g, "…");
}

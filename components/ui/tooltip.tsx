"use client";

import { cloneElement, useEffect, useId, type ReactElement } from "react";
import { offerTip, type Tip } from "./tips";

export interface TooltipProps extends Partial<Omit<Tip, "content">>, Pick<Tip, "content"> {
  /** One element that takes `data-tip`. */
  children: ReactElement<{ "data-tip"?: string }>;
}

/**
 * A hint for what can be reached without it: never the only place of a fact one needs in order to act. Lists have
 * hundreds: each only marks its element, and the one TipLayer of the page shows them.
 */
export function Tooltip({
  content,
  keys,
  side = "top",
  align = "center",
  className,
  children,
}: TooltipProps) {
  const id = useId();
  useEffect(() => offerTip(id, { content, keys, side, align, className }));
  return cloneElement(children, { "data-tip": id });
}

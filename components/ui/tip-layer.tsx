"use client";

import { useEffect, useState, type ComponentType } from "react";
import type { TipBubbleProps } from "./tip-bubble";
import { watchTips } from "./watch-tips";

/** Shows the hints of all Tooltips; mounted once by the root layout. */
export function TipLayer() {
  const [Bubble, setBubble] = useState<ComponentType<TipBubbleProps>>();
  const [element, setElement] = useState<HTMLElement>();
  const [isOpen, setIsOpen] = useState(false);

  useEffect(() => {
    // Where the network is gone there is no hint; the next thing that is pointed at asks again.
    const load = () => import("./tip-bubble").then(({ TipBubble }) => setBubble(() => TipBubble), noHint);
    return watchTips(document, {
      onNear: () => void load(),
      onOpen: (next) => {
        void load();
        setElement(next);
        setIsOpen(true);
      },
      onClose: () => setIsOpen(false),
    });
  }, []);

  return Bubble && element && <Bubble element={element} isOpen={isOpen} />;
}

function noHint(): void {
  return undefined;
}

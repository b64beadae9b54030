"use client";

import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { watchTips } from "./watch-tips";

const loadBubble = () => import("./tip-bubble");
const TipBubble = dynamic(async () => (await loadBubble()).TipBubble, { ssr: false });

/** Shows the hints of all Tooltips; mounted once by the root layout. */
export function TipLayer() {
  const [element, setElement] = useState<HTMLElement>();
  const [isOpen, setIsOpen] = useState(false);

  useEffect(
    () =>
      watchTips(document, {
        onNear: () => void loadBubble(),
        onOpen: (next) => {
          setElement(next);
          setIsOpen(true);
        },
        onClose: () => setIsOpen(false),
      }),
    [],
  );

  return element && <TipBubble element={element} isOpen={isOpen} />;
}

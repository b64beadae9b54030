"use client";

import { usePathname, useRouter } from "next/navigation";
import { useTransition } from "react";
import { Combobox } from "@/components/ui/combobox";
import { leave } from "@/components/ui/leaving";
import * as text from "@/text/connections";

export interface StreamPickerProps {
  value: string;
  options: readonly { value: string; label: string }[];
}

/** Which stream a page is about; the choice stands in the address. */
export function StreamPicker({ value, options }: StreamPickerProps) {
  const router = useRouter();
  const pathname = usePathname();
  const [, startTransition] = useTransition();
  return (
    <div className="max-w-80">
      <Combobox
        aria-label={text.streamLabel}
        value={value}
        options={options}
        onValueChange={(key) =>
          leave(() =>
            startTransition(() =>
              router.replace(`${pathname}?${new URLSearchParams({ stream: key }).toString()}`, {
                scroll: false,
              }),
            ),
          )
        }
      />
    </div>
  );
}

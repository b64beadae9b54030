import type { ReactNode } from "react";
import { ProductMark } from "@/components/shell/product-mark";
import * as text from "@/text/auth";

/** One card in still water. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="grid w-full max-w-90 gap-6">
        <div className="flex items-center gap-2.5">
          <ProductMark className="size-7" />
          <span className="text-lg font-semibold">{text.productName}</span>
        </div>
        {children}
      </div>
    </main>
  );
}

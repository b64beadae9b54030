import { expect, it } from "vitest";
import { draw } from "@/components/testing/draw";
import { ProofBadge } from "./proof-badge";

it("what was counted at both ends stands side by side, equal or not", () => {
  expect(draw(<ProofBadge read={3000n} written={3000n} />).text).toBe("3,000 = 3,000");
  expect(draw(<ProofBadge read={3000n} written={2999n} isOver />).text).toBe("3,000 ≠ 2,999");
});

it("what is not counted is not proven, and after the run it is no longer waited for", () => {
  expect(draw(<ProofBadge read={3000n} />).text).toBe("3,000 committed, not counted yet");
  expect(draw(<ProofBadge read={3000n} isOver />).text).toBe("3,000 committed, not counted");
});

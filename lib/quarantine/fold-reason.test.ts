import { expect, it } from "vitest";
import { foldReason } from "./fold-reason";

it("brings reasons together that differ by their values alone", () => {
  const one = foldReason(
    'new row for relation "orders" violates check constraint "small": amount 5000 is too large',
  );
  const other = foldReason(
    'new row for relation "orders" violates check constraint "small": amount 7000.50 is too large',
  );
  expect(one).toBe(other);
  expect(foldReason("value '2026-13-01' is no date")).toBe(foldReason("value 'soon' is no date"));
});

it("keeps names apart", () => {
  expect(foldReason('column "a" must not be null')).not.toBe(foldReason('column "b" must not be null'));
  expect(foldReason("the table is locked")).toBe("the table is locked");
});

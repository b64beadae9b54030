import { between, draw, pick, rowKey, type RowKey } from "../random";
import { decimalText, timestampText } from "../values";
import * as words from "../words";
import { priceOf, productCount, productSalt } from "./products";
import { boolean, column, decimal, instant, int16, int64, nullable, text } from "./stream";
import type { SampleStream } from "./stream";
import { signedUpAt, users } from "./users";

const hour = 3_600_000;

/** As many as users. A purchase names one of the users up to its own number, so a raised count adds rows and changes none. */
export const purchases: SampleStream = {
  name: "purchases",
  salt: 0x70757263,
  size: (count) => count,
  columns: [
    column("id", int64, (purchase) => purchase.index + 1),
    column("user_id", int64, (purchase) => userIndex(purchase) + 1),
    column("product_id", int64, (purchase) => productIndex(purchase) + 1),
    column("quantity", int16, quantity),
    column("unit_price", decimal(10, 2), (purchase) => decimalText(unitPrice(purchase))),
    column("total", decimal(12, 2), (purchase) => decimalText(unitPrice(purchase) * quantity(purchase))),
    column("payment_method", text, (purchase) => pick(purchase, 4, words.paymentMethods)),
    column("is_gift", boolean, (purchase) => draw(purchase, 5, 12) === 0),
    column("added_to_cart_at", instant, (purchase) => timestampText(addedToCartAt(purchase))),
    nullable("purchased_at", instant, (purchase) => timestampOrNull(purchasedAt(purchase))),
    nullable("returned_at", instant, (purchase) => timestampOrNull(returnedAt(purchase))),
    column("created_at", instant, (purchase) => timestampText(addedToCartAt(purchase))),
    column("updated_at", instant, (purchase) => timestampText(purchase.pass.version || lastChange(purchase))),
  ],
};

function userIndex(purchase: RowKey): number {
  return draw(purchase, 1, purchase.index + 1);
}

function productIndex(purchase: RowKey): number {
  return draw(purchase, 2, productCount);
}

function quantity(purchase: RowKey): number {
  return pick(purchase, 3, [1, 1, 1, 1, 2, 2, 3, 5] as const);
}

function unitPrice(purchase: RowKey): number {
  return priceOf(rowKey(purchase.pass, productSalt, productIndex(purchase)));
}

/** After the user signed up; some carts are never bought, some purchases are returned. */
function addedToCartAt(purchase: RowKey): number {
  const user = rowKey(purchase.pass, users.salt, userIndex(purchase));
  return signedUpAt(user) + between(purchase, 6, 60, 365 * 86_400) * 1000;
}

function purchasedAt(purchase: RowKey): number | null {
  if (draw(purchase, 7, 5) === 0) return null;
  return addedToCartAt(purchase) + between(purchase, 8, 30, 3 * 86_400) * 1000;
}

function returnedAt(purchase: RowKey): number | null {
  const bought = purchasedAt(purchase);
  if (bought === null || draw(purchase, 9, 10) > 0) return null;
  return bought + between(purchase, 10, 24, 24 * 30) * hour;
}

function lastChange(purchase: RowKey): number {
  return returnedAt(purchase) ?? purchasedAt(purchase) ?? addedToCartAt(purchase);
}

function timestampOrNull(instantMs: number | null): string | null {
  return instantMs === null ? null : timestampText(instantMs);
}

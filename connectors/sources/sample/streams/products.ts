import { between, draw, drawVersioned, pick, type RowKey } from "../random";
import { dateText, dayOf, decimalText, timestampText } from "../values";
import * as words from "../words";
import { boolean, column, date, decimal, float64, instant, int16, int64, tags, text } from "./stream";
import type { SampleStream } from "./stream";

export const productCount = 100;
export const productSalt = 0x70726f64;

const firstListing = Date.UTC(2018, 0, 1);

/** The list price in hundredths; purchases are made at it. */
export function priceOf(product: RowKey): number {
  return between(product, 1, 5, 900) * 100 + pick(product, 2, [0, 49, 95, 99] as const);
}

export const products: SampleStream = {
  name: "products",
  salt: productSalt,
  size: () => productCount,
  columns: [
    column("id", int64, (product) => product.index + 1),
    column("make", text, (product) => pick(product, 3, words.makers)),
    column(
      "model",
      text,
      (product) => `${pick(product, 4, words.productLines)} ${between(product, 5, 1, 9)}00`,
    ),
    column("category", text, (product) => pick(product, 6, words.productKinds)),
    column("year", int16, (product) => Number(dateText(dayOf(listedAt(product))).slice(0, 4))),
    column("price", decimal(10, 2), (product) => decimalText(priceOf(product))),
    column("weight_kg", float64, (product) => between(product, 7, 1, 400) / 8),
    column("in_stock", boolean, (product) => drawVersioned(product, 8, 8) > 0),
    column("tags", tags, (product) => `["${pick(product, 9, words.productTags)}"]`),
    column("released_on", date, (product) => dateText(dayOf(listedAt(product)))),
    column("created_at", instant, (product) => timestampText(listedAt(product))),
    column("updated_at", instant, (product) => timestampText(product.pass.version || listedAt(product))),
  ],
};

/** Before the first user signed up. */
function listedAt(product: RowKey): number {
  return firstListing + draw(product, 10, 2 * 365 * 86_400) * 1000;
}

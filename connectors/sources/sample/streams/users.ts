import type { Field } from "@/connectors/sdk";
import { between, draw, drawVersioned, pick, type RowKey } from "../random";
import { dateText, dayOf, decimalText, timestampText } from "../values";
import * as words from "../words";
import { boolean, column, date, decimal, float64, instant, int16, int64, tags, text } from "./stream";
import type { SampleStream } from "./stream";

const firstSignUp = Date.UTC(2020, 0, 1);
const signUpSeconds = 5 * 365 * 86_400;

/** A user signed up within the five years from 2020 on, whatever the number of users. */
export function signedUpAt(user: RowKey): number {
  return firstSignUp + draw(user, 1, signUpSeconds) * 1000 + draw(user, 2, 1000);
}

export const users: SampleStream = {
  name: "users",
  salt: 0x75736572,
  size: (count) => count,
  columns: [
    column("id", int64, (user) => user.index + 1),
    column("name", text, (user) => `${firstName(user)} ${lastName(user)}`),
    column("email", text, (user) =>
      `${firstName(user)}.${lastName(user)}.${user.index + 1}@example.com`.toLowerCase(),
    ),
    column("title", text, (user) => pick(user, 5, ["Ms", "Mr", "Mx"])),
    column("gender", text, (user) => pick(user, 5, ["Female", "Male", "Other"])),
    column("age", int16, ageAtSignUp),
    column("birth_date", date, (user) => dateText(birthDay(user))),
    column("height", decimal(3, 2), (user) => decimalText(between(user, 8, 148, 205))),
    column("weight", int16, (user) => between(user, 9, 45, 120)),
    column("blood_type", text, (user) => pick(user, 10, words.bloodTypes)),
    column("language", text, (user) => pick(user, 11, words.languages)),
    column("nationality", text, (user) => pick(user, 12, words.nationalities)),
    column("occupation", text, (user) => pick(user, 13, words.occupations)),
    column("academic_degree", text, (user) => pick(user, 14, words.academicDegrees)),
    column("telephone", text, telephone),
    column("address", { kind: "object", fields: addressFields() }, address),
    column("tags", tags, tagList),
    column("is_active", boolean, (user) => draw(user, 25, 10) > 0),
    column("balance", decimal(10, 2), (user) => decimalText(drawVersioned(user, 26, 1_000_000))),
    column("score", float64, (user) => drawVersioned(user, 27, 10_000) / 10_000),
    column("created_at", instant, (user) => timestampText(signedUpAt(user))),
    column("updated_at", instant, (user) => timestampText(user.pass.version || signedUpAt(user))),
  ],
};

function firstName(user: RowKey): string {
  return pick(user, 3, words.firstNames);
}

function lastName(user: RowKey): string {
  return pick(user, 4, words.lastNames);
}

function ageAtSignUp(user: RowKey): number {
  return between(user, 6, 18, 79);
}

/** Two days away from any birthday, so that the age at sign-up holds in leap years too. */
function birthDay(user: RowKey): number {
  return dayOf(signedUpAt(user)) - Math.floor(ageAtSignUp(user) * 365.2425) - between(user, 7, 2, 363);
}

/** North American numbers of the range that is kept free for fiction. */
function telephone(user: RowKey): string {
  return `+1-${between(user, 15, 201, 989)}-555-01${draw(user, 16, 10)}${draw(user, 17, 10)}`;
}

function addressFields(): Field[] {
  const names = ["street_number", "street_name", "city", "province", "state", "postal_code", "country_code"];
  return names.map((name) => ({ name, type: text, nullable: false }));
}

const streetParts = words.streetNames.flatMap((street) =>
  words.streetKinds.map((kind) => `","street_name":"${street} ${kind}`),
);
const cityParts = words.cities.map((city) => `","city":"${city}`);
const stateParts = words.states.map((state) => `","province":"${state}","state":"${state}","postal_code":"`);
const countryParts = words.countryCodes.map((code) => `","country_code":"${code}"}`);

/** Few and long parts: this is the longest text of a row. */
function address(user: RowKey): string {
  return (
    `{"street_number":"${between(user, 18, 1, 250)}` +
    drawText(user, 19, streetParts) +
    drawText(user, 21, cityParts) +
    drawText(user, 22, stateParts) +
    String(between(user, 23, 10_000, 99_999)) +
    drawText(user, 24, countryParts)
  );
}

function drawText(user: RowKey, salt: number, texts: string[]): string {
  return texts[draw(user, salt, texts.length)] ?? "";
}

/** None, one or two different tags. */
function tagList(user: RowKey): string {
  const number = draw(user, 28, 3);
  if (number === 0) return "[]";
  const first = draw(user, 29, words.userTags.length);
  if (number === 1) return `["${words.userTags[first] ?? ""}"]`;
  const second = (first + between(user, 30, 1, words.userTags.length - 1)) % words.userTags.length;
  return `["${words.userTags[first] ?? ""}","${words.userTags[second] ?? ""}"]`;
}

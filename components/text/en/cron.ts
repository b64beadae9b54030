import cronstrue from "cronstrue";
import { locale } from "./locale";

/** Of an expression that can be used. cronstrue has English itself; another language adds its own: `cronstrue/locales/de`. */
export const inWords = (expression: string) =>
  cronstrue.toString(expression, { use24HourTimeFormat: true, locale: new Intl.Locale(locale).language });
export const inZone = (expression: string, timeZone: string) => `${inWords(expression)} (${timeZone})`;

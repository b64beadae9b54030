import { expect, it } from "vitest";
import { goesBack, leavesPage } from "./leaves-page";

const here = "http://127.0.0.1:3000/sources/new?type=postgres";
const click = { button: 0, metaKey: false, ctrlKey: false, shiftKey: false, altKey: false };
const link = (href: string, more: { target?: string; download?: boolean } = {}) => ({
  href,
  target: more.target ?? "",
  hasAttribute: (name: string) => name === "download" && more.download === true,
});

it("a plain click on a link to another page, or to the same with another query, leaves it", () => {
  expect(leavesPage(link("http://127.0.0.1:3000/sources"), click, here)).toBe(true);
  expect(leavesPage(link("http://127.0.0.1:3000/sources/new"), click, here)).toBe(true);
});

it("new tabs, downloads, other sites and places on the same page do not", () => {
  const away = "http://127.0.0.1:3000/sources";
  expect(leavesPage(link(away), { ...click, metaKey: true }, here)).toBe(false);
  expect(leavesPage(link(away), { ...click, button: 1 }, here)).toBe(false);
  expect(leavesPage(link(away, { target: "_blank" }), click, here)).toBe(false);
  expect(leavesPage(link(away, { download: true }), click, here)).toBe(false);
  // The browser itself asks before it goes to another site.
  expect(leavesPage(link("https://example.com/"), click, here)).toBe(false);
  expect(leavesPage(link(`${here}#name`), click, here)).toBe(false);
  expect(leavesPage(link("mailto:a"), click, here)).toBe(false);
});

it("Back and Forward leave it where they lead to another page of the console and can be held", () => {
  const destination = { url: "http://127.0.0.1:3000/sources", sameDocument: true };
  const back = { navigationType: "traverse", cancelable: true, destination };
  expect(goesBack(back, here)).toBe(true);
  expect(goesBack({ ...back, navigationType: "push" }, here)).toBe(false);
  expect(goesBack({ ...back, cancelable: false }, here)).toBe(false);
  expect(goesBack({ ...back, destination: { ...destination, sameDocument: false } }, here)).toBe(false);
  expect(goesBack({ ...back, destination: { ...destination, url: `${here}#name` } }, here)).toBe(false);
});

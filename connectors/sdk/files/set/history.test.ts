import { describe, expect, it } from "vitest";
import { FileHistory, inReadingOrder, maxEntries } from "./history";
import type { ListedFile } from "./storage";

function file(path: string, modifiedMs: number, version = "1"): ListedFile {
  return { path, size: 1, modifiedMs, version, identity: {} };
}

const again = (history: FileHistory) => new FileHistory(JSON.parse(JSON.stringify(history.store())) as never);

describe("the history of a set of files", () => {
  it("knows a file by its path, its time and its version", () => {
    const history = new FileHistory();
    history.add(file("a.csv", 1000));
    const stored = again(history);
    expect(stored.standing(file("a.csv", 1000))).toBe("seen");
    expect(stored.standing(file("a.csv", 1001))).toBe("changed");
    expect(stored.standing(file("a.csv", 999))).toBe("changed");
    expect(stored.standing(file("a.csv", 1000, "2"))).toBe("changed");
    expect(stored.standing(file("b.csv", 1000))).toBe("new");
  });

  it("knows a file that came late, with an older time", () => {
    const history = new FileHistory();
    history.add(file("new.csv", 5000));
    expect(again(history).standing(file("late.csv", 1))).toBe("new");
  });

  it("stays under the size of a position, and of what it drops knows that it is older", () => {
    const files = inReadingOrder(
      Array.from({ length: maxEntries + 500 }, (_, index) =>
        file(`day/${index}.csv`, 1_700_000_000_000 + index),
      ),
    );
    const history = new FileHistory();
    for (const one of files) history.add(one);
    const stored = again(history);
    expect(JSON.stringify(history.store()).length).toBeLessThan(62_000);
    expect(files.slice(0, 500).map((one) => stored.standing(one))).toEqual(Array(500).fill("dropped"));
    expect(files.slice(500).every((one) => stored.standing(one) === "seen")).toBe(true);
    expect(stored.standing(file("next.csv", 1_700_000_009_999))).toBe("new");
  });

  it("drops none of those that follow at the same instant", () => {
    const files = inReadingOrder(
      Array.from({ length: maxEntries + 100 }, (_, index) => file(`${index}.csv`, 1000)),
    );
    let history = new FileHistory();
    const read: string[] = [];
    for (const one of files) {
      if (history.standing(one) === "new") read.push(one.path);
      history.add(one);
      history = again(history);
    }
    expect(read).toHaveLength(files.length);
    expect(files.some((one) => history.standing(one) === "new")).toBe(false);
  });

  it("has one order for files, whatever order they are listed in", () => {
    const files = Array.from({ length: 50 }, (_, index) => file(`${index}`, index % 3));
    expect(inReadingOrder([...files].reverse())).toEqual(inReadingOrder(files));
    expect(inReadingOrder(files).map(({ modifiedMs }) => modifiedMs)).toEqual(
      files.map(({ modifiedMs }) => modifiedMs).sort(),
    );
  });
});

// Every page, light and dark, wide and narrow: axe finds nothing, nothing is
// written to the console, and a picture is kept to be looked at.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missing, openBrowser, Server, Visitor } from "./world";

const lacking = missing();

describe.skipIf(lacking)(lacking ?? "pages", () => {
  let server: Server;
  let browser: Browser;
  beforeAll(async () => {
    server = await Server.start({ demo: true, people: 300 });
    browser = await openBrowser();
    await server.says(/cases_opened=[1-9]/);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const security = ["queue", "rings", "subjects", "search", "overview", "rules", "sources", "import", "settings", "account"];
  for (const theme of ["light", "dark"] as const) {
    test(`security's pages, ${theme}`, { timeout: 180_000 }, async () => {
      const v = await (await Visitor.open(browser, server, { theme })).be("Sam Ortega");
      for (const path of security) {
        await v.go(path);
        await v.sound(path);
        await v.shot(`${path}-${theme}`);
      }
      await v.close();
    });

    test(`a case and its parts, ${theme}`, { timeout: 180_000 }, async () => {
      const v = await (await Visitor.open(browser, server, { theme })).be("Sam Ortega");
      await v.go("queue?kind=person");
      await v.page.locator("[role=row].line").first().waitFor();
      await v.page.keyboard.press("Enter");
      await v.page.getByRole("tab", { name: "Evidence" }).waitFor();
      for (const tab of ["Evidence", "Timeline", "Ring", "Places & hours", "Seen before", "Notes & files"]) {
        const there = v.page.getByRole("tab", { name: tab });
        if ((await there.count()) === 0) continue;
        await there.click();
        await v.settled();
        await v.sound(`case, ${tab}`);
        await v.shot(`case-${tab.toLowerCase().replaceAll(/\W+/g, "-")}-${theme}`);
      }
      await v.close();
    });

    test(`other roles' pages, ${theme}`, { timeout: 180_000 }, async () => {
      for (const [who, pages] of [
        ["Toni Weiss", ["checks", "rules", "account"]],
        ["Dana Petrov", ["people", "audit", "settings", "sources", "import"]],
        ["Robin Hale", ["queue", "disputes", "audit"]],
        ["Charlie Okafor", ["queue", "audit", "people"]],
      ] as const) {
        const v = await (await Visitor.open(browser, server, { theme })).be(who);
        for (const path of pages) {
          await v.go(path);
          await v.sound(`${who}: ${path}`);
          await v.shot(`${who.split(" ")[0]?.toLowerCase()}-${path}-${theme}`);
        }
        await v.close();
      }
    });
  }

  test("at 768 px nothing is cut off", { timeout: 120_000 }, async () => {
    const v = await (await Visitor.open(browser, server, { width: 768 })).be("Sam Ortega");
    for (const path of ["queue", "rings", "rules", "overview"]) {
      await v.go(path);
      const over = await v.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over, path).toBeLessThanOrEqual(0);
      await v.shot(`${path}-768`);
    }
    await v.close();
  });
});

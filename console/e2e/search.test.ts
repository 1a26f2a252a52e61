// Looking somebody up outside a case, and what an auditor sees of it.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missing, openBrowser, Server, Visitor } from "./world";

const lacking = missing();

describe.skipIf(lacking)(lacking ?? "search", () => {
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

  test("with a purpose, which the auditor reads", { timeout: 120_000 }, async () => {
    const v = await (await Visitor.open(browser, server)).be("Sam Ortega");
    const p = v.page;
    await v.go("queue?kind=person");
    const name = ((await p.locator("[role=row].line").first().locator("[role=gridcell]").nth(2).innerText()).split("·")[0] ?? "").trim();
    expect(name.length).toBeGreaterThan(2);
    await p.getByRole("searchbox").fill(name.split(" ")[0]!);
    await p.keyboard.press("Enter");
    await p.getByRole("heading", { name: "Search" }).waitFor();
    expect(p.url(), "a name is in the address").not.toContain(encodeURIComponent(name.split(" ")[0]!));
    await p.getByLabel("Purpose").selectOption("incident");
    await p.getByLabel("Reason, in your own words").fill("their manager asked about a sign-in");
    await p.getByRole("button", { name: "Search", exact: true }).click();
    await p.getByRole("link", { name }).first().waitFor();
    await v.settled();
    await v.sound("search");
    await v.shot("search-found-light");
    await v.close();
    const auditor = await (await Visitor.open(browser, server)).be("Charlie Okafor");
    await auditor.go("audit");
    await auditor.page.getByRole("tab", { name: "Searches outside cases" }).click();
    await auditor.page.getByRole("cell", { name: "their manager asked about a sign-in" }).waitFor();
    await auditor.settled();
    await auditor.sound("searches");
    await auditor.shot("audit-searches-light");
    await auditor.close();
  });
});

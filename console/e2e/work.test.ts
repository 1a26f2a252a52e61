// Work on a case that decides nothing, and switching a rule.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missing, openBrowser, Server, Visitor } from "./world";

const lacking = missing();

describe.skipIf(lacking)(lacking ?? "work", () => {
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

  const first = async (v: Visitor) => {
    await v.go("queue?kind=person&state=open");
    await v.page.locator("[role=row].line").nth(1).click();
    await v.page.waitForURL(/cases\//);
    await v.settled();
    return new URL(v.page.url()).pathname.replace("/w/main/", "");
  };

  test("assign and undo, ask for a check, write down what came of it", { timeout: 120_000 }, async () => {
    const v = await (await Visitor.open(browser, server)).be("Sam Ortega");
    const p = v.page;
    await first(v);
    const assignee = p.getByLabel("Assigned to");
    await assignee.selectOption({ index: 1 });
    await p.getByText("Assigned.").waitFor();
    await p.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => assignee.inputValue()).toBe("");
    await p.getByRole("button", { name: "Take the case" }).click();
    await p.getByText("You are looking at it now.").waitFor();
    await p.getByRole("button", { name: "Ask for a check" }).click();
    const dialog = p.getByRole("dialog", { name: "Ask for a check" });
    await dialog.getByRole("radio", { checked: true }).waitFor();
    expect(await dialog.getByRole("radio", { disabled: true }).count(), "later steps of the ladder").toBeGreaterThan(0);
    await v.sound("ask for a check");
    await v.shot("case-ladder-light");
    await dialog.getByLabel("Reason").fill("a call will tell more than another export");
    await dialog.getByRole("button", { name: "Ask for a check" }).click();
    await p.getByRole("button", { name: "Write down what came of it" }).click();
    await p.getByRole("dialog").getByRole("textbox").fill("they came to the call, and showed the street outside their window");
    await p.getByRole("button", { name: "Save" }).click();
    await p.getByText("they came to the call").waitFor();
    expect(v.faults).toEqual([]);
    await v.close();
  });

  test("a rule is kept quiet about one person, after seeing what that hides", { timeout: 120_000 }, async () => {
    const v = await (await Visitor.open(browser, server)).be("Sam Ortega");
    const p = v.page;
    await first(v);
    await p.getByRole("button", { name: "Keep quiet for this person" }).first().click();
    await p.getByText(/Would hide \d+ signal/).waitFor();
    await v.sound("suppress");
    await v.shot("case-suppress-light");
    await p.getByRole("dialog").getByLabel("Reason").fill("the address is their sister's, and she works here too");
    await p.getByRole("dialog").getByRole("button", { name: "Keep quiet for this person" }).click();
    await p.getByText("It is quiet now.").waitFor();
    expect(v.faults).toEqual([]);
    await v.close();
  });

  test("counsel holds a case and lets it go", { timeout: 120_000 }, async () => {
    const v = await (await Visitor.open(browser, server)).be("Robin Hale");
    const p = v.page;
    await first(v);
    await p.getByRole("button", { name: "Legal hold" }).click();
    await p.getByRole("dialog").getByLabel("Reason").fill("a claim is before the labour court");
    await p.getByRole("button", { name: "Save" }).click();
    await p.getByText("Legal hold: a claim is before the labour court").waitFor();
    await p.getByRole("button", { name: "Release the hold" }).click();
    await p.getByRole("dialog").getByLabel("Reason").fill("the claim was settled");
    await p.getByRole("button", { name: "Save" }).click();
    await p.getByRole("button", { name: "Legal hold" }).waitFor();
    expect(v.faults).toEqual([]);
    await v.close();
  });

  test("a rule is switched off for a job, with a reason", { timeout: 120_000 }, async () => {
    const v = await (await Visitor.open(browser, server)).be("Sam Ortega");
    const p = v.page;
    await v.go("rules/signed-by-other");
    await p.getByText("no outcome yet").waitFor();
    await p.getByLabel("Off for all candidates of these jobs").fill("Warehouse lead");
    await p.getByLabel("Reason").fill("parcels go to the dock there");
    await v.sound("rule");
    await v.shot("rule-light");
    await p.getByRole("button", { name: "Save" }).click();
    await p.getByText("Off for all candidates of: Warehouse lead.").waitFor();
    expect(v.faults).toEqual([]);
    await v.close();
  });

  test("the whole console in German", { timeout: 120_000 }, async () => {
    const v = await (await Visitor.open(browser, server)).be("Sam Ortega");
    const p = v.page;
    await v.go("queue?kind=person");
    await p.getByLabel("Language").selectOption("de");
    await p.getByRole("heading", { name: "Eingang" }).waitFor();
    for (const path of ["queue", "rings", "search", "overview", "rules", "sources", "import"]) {
      await v.go(path);
      await v.sound(`${path}, in German`);
      expect(await p.locator("html").getAttribute("lang")).toBe("de");
    }
    await v.go("queue?kind=person");
    await v.shot("queue-german-light");
    await v.close();
  });
});

// The pictures of docs/images, taken on the sample company from the queue to a
// decision that is final: make screenshots. tools/pictures makes them small.
import { rmSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { missing, openBrowser, pictures, Server, texts, Visitor } from "./world";

let server: Server;
let browser: Browser;
beforeAll(async () => {
  expect(missing()).toBeUndefined();
  rmSync(pictures, { recursive: true, force: true });
  server = await Server.start({ demo: true, people: 300 });
  browser = await openBrowser();
  await server.says(/cases_opened=[1-9]/);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const be = async (name: string, theme: "light" | "dark" = "light") => (await Visitor.open(browser, server, { theme })).be(name);

test("what security sees", { timeout: 120_000 }, async () => {
  const v = await be("Sam Ortega");
  await v.go("queue");
  await v.picture("queue");
  await v.go("queue?kind=person&stage=worker");
  await v.page.locator("[role=row].line").first().click();
  await v.page.getByRole("tab", { name: "Evidence" }).waitFor();
  await v.settled();
  await v.picture("case");
  for (const [tab, name] of [["Timeline", "timeline"], ["Ring", "ring"], ["Places & hours", "places"]] as const) {
    await v.page.getByRole("tab", { name: tab }).click();
    await v.settled();
    if (name === "ring") await v.page.locator(".graph canvas").first().waitFor();
    await v.picture(name);
  }
  await v.close();
  const dark = await be("Sam Ortega", "dark");
  await dark.go("rules");
  await dark.picture("rules-dark");
  await dark.close();
});

test("what a recruiter sees", { timeout: 60_000 }, async () => {
  const v = await be("Toni Weiss");
  await v.go("checks");
  await v.page.getByRole("link", { name: "Question sheet" }).first().click();
  await v.page.getByRole("heading", { name: "What to ask" }).waitFor();
  await v.picture("check");
  await v.close();
});

test("a decision", { timeout: 240_000 }, async () => {
  const author = await be("Jo Nakamura");
  const payroll = await be("Kim Barros");
  const other = await be("Robin Hale");
  await author.go("queue?kind=person&stage=worker");
  await author.page.locator("[role=row].line").first().click();
  await author.page.waitForURL(/cases\//);
  const path = new URL(author.page.url()).pathname.replace("/w/main/", "");
  await author.press("Take the case");
  await author.page.getByText("You are looking at it now.").waitFor();
  await author.openAll();
  await author.say("Escalate", { Reason: "payroll cannot explain where the money goes and nobody answers the phone" });
  await payroll.go(path);
  await payroll.openAll();
  await author.go(path);
  await author.say("Propose a decision", { Reason: texts.reason });
  await other.go(path);
  await other.openAll();
  await other.go(path);
  await other.picture("second-person");
  await other.say("Agree as second person", { Reason: texts.second });
  await author.go(path);
  await author.say("Record the notice", { "Text of the notice": texts.notice, How: "registered post" });
  await author.say("Notice was received", { How: "receipt of the post" });
  await author.picture("waiting");
  for (const name of ["Let 15 days pass", "Let a day pass"]) {
    await Promise.all([author.page.waitForResponse(/demo\/session/), author.page.getByRole("button", { name }).click()]);
  }
  await author.go(path);
  await author.say("Make it final", { Reason: "nobody answered the notice and the waiting period is over" });
  await author.go(path);
  await author.picture("final");
  for (const v of [author, payroll, other]) await v.close();
});

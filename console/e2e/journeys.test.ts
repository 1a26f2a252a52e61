// What people do with the console, from the first link to an appeal.
import { createHmac } from "node:crypto";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missing, openBrowser, Server, texts, Visitor } from "./world";

const lacking = missing();

/** An authenticator's code (RFC 6238) for a base32 secret. */
function totp(secret: string, at = Date.now()): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/\s/g, "")].map((c) => alphabet.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const offset = mac[19]! & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

describe.skipIf(lacking)(lacking ?? "a first day", () => {
  let server: Server;
  let browser: Browser;
  beforeAll(async () => {
    server = await Server.start();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test("from the printed link to a signed-in admin", async () => {
    const v = await Visitor.open(browser, server);
    const p = v.page;
    await p.goto(server.told.setup.replace("127.0.0.1", "localhost")); // passkeys need a name
    await p.getByLabel("Your name").fill("Dana Petrov");
    expect(p.url(), "the token is out of the address").not.toContain("setup=");
    await p.getByLabel("Login").fill("dana@corp.example.com");
    await p.getByLabel("New password").fill("violet kettle harbour 9");
    await v.sound("set-up");
    await p.getByRole("button", { name: "Set password" }).click();
    await p.getByRole("heading", { name: "Sign in" }).waitFor();
    await p.getByLabel("Login").fill("dana@corp.example.com");
    await p.getByLabel("Password").fill("violet kettle harbour 9");
    await p.getByRole("button", { name: "Sign in", exact: true }).click();
    await p.getByRole("heading", { name: "A second factor" }).waitFor();
    await v.sound("second factor");
    await v.shot("door-second-factor");
    const secret = await p.locator("code").innerText();
    await p.getByLabel("Code of the app").fill(totp(secret));
    await p.getByRole("button", { name: "Confirm" }).click();
    await p.getByRole("heading", { name: "Recovery codes" }).waitFor();
    const recovery = (await p.locator("li").allInnerTexts())[0] ?? "";
    await p.getByRole("button", { name: /I have kept them/ }).click();
    await p.getByLabel("Login").fill("dana@corp.example.com");
    await p.getByLabel("Password").fill("violet kettle harbour 9");
    await p.getByLabel("Code").fill(recovery);
    await p.getByRole("button", { name: "Sign in", exact: true }).click();
    await p.getByRole("link", { name: "Accounts & tokens" }).waitFor();
    expect(await p.getByRole("link", { name: "Queue" }).count(), "an admin sees no cases").toBe(0);

    const devtools = await v.context.newCDPSession(p);
    await devtools.send("WebAuthn.enable");
    await devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    });
    await p.getByRole("link", { name: "My account" }).click();
    await p.getByLabel("Name of this key, such as laptop").fill("laptop");
    await p.getByRole("button", { name: "Add a passkey" }).click();
    await p.getByText("laptop", { exact: true }).waitFor();
    await p.getByRole("button", { name: "Sign out" }).click();
    await p.getByRole("button", { name: "Sign in with a passkey" }).click();
    await p.getByRole("link", { name: "Accounts & tokens" }).waitFor();
    expect(v.faults).toEqual([]);
    await v.close();
  });

  test("a wrong password says no more than that", async () => {
    const v = await Visitor.open(browser, server);
    await v.page.goto(`${server.told.address}/w/main`);
    await v.page.getByLabel("Login").fill("nobody@corp.example.com");
    await v.page.getByLabel("Password").fill("a wrong password");
    await v.page.getByRole("button", { name: "Sign in", exact: true }).click();
    await v.page.getByText("Login, password or code is wrong.").waitFor();
    await v.close();
  });
});

describe.skipIf(lacking)(lacking ?? "the sample company", () => {
  let server: Server;
  let browser: Browser;
  beforeAll(async () => {
    server = await Server.start({ demo: true, people: 300 });
    browser = await openBrowser();
    await server.says(/cases_opened=[1-9]/);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const be = async (name: string) => (await Visitor.open(browser, server)).be(name);

  test("triage by keyboard", async () => {
    const v = await be("Sam Ortega");
    const p = v.page;
    await v.go("queue");
    const lines = p.locator("[role=row].line");
    await lines.first().waitFor();
    await p.keyboard.press("j");
    expect(await lines.nth(1).getAttribute("aria-selected")).toBe("true");
    await p.keyboard.press("a");
    await p.getByText("It is yours.").waitFor();
    await p.keyboard.press("x");
    await p.keyboard.press("c");
    await p.getByRole("dialog").waitFor();
    await p.keyboard.press("Escape");
    expect(await p.getByRole("dialog").count()).toBe(0);
    await p.keyboard.press("?");
    await p.getByRole("dialog", { name: "Keys" }).waitFor();
    await p.keyboard.press("Escape");
    await p.keyboard.press("Enter");
    await p.waitForURL(/cases\//);
    expect(v.faults).toEqual([]);
    await v.close();
  });

  test("a ring opens as a graph and as a table", async () => {
    const v = await be("Sam Ortega");
    const p = v.page;
    await v.go("rings");
    await p.getByRole("link", { name: /people$/ }).first().click();
    await p.locator(".graph canvas").first().waitFor();
    const before = await p.getByRole("table").getByRole("row").count();
    expect(before).toBeGreaterThan(2);
    await p.getByLabel("Only what holds it").check();
    await p.getByLabel("Values as nodes").uncheck();
    await p.locator(".graph canvas").first().waitFor();
    const file = p.waitForEvent("download");
    await p.getByRole("button", { name: "Save picture" }).click();
    expect((await file).suggestedFilename()).toMatch(/^daylight-r_.*\.png$/);
    expect(v.faults).toEqual([]);
    await v.close();
  });

  test("a recruiter sees who needs a check, what to ask, and no detail", async () => {
    const v = await be("Toni Weiss");
    const p = v.page;
    await v.go("checks");
    await p.getByRole("link", { name: "Question sheet" }).first().click();
    await p.getByRole("heading", { name: "What to ask" }).waitFor();
    const text = await p.locator("main").innerText();
    for (const word of ["Urgent", "hard", "bits", "Wi-Fi", "bank", "VPN", "ring"]) expect(text).not.toMatch(new RegExp(`\\b${word}\\b`, "i"));
    await v.go("queue");
    expect(await p.locator("[role=row].line").count()).toBe(0);
    await v.close();
  });

  test("a decision takes two people, a notice and a waiting period", { timeout: 240_000 }, async () => {
    const author = await be("Jo Nakamura"); // security and HR: no bank values
    const payroll = await be("Kim Barros");
    const other = await be("Robin Hale"); // counsel and payroll: no sign-ins
    await author.go("queue?kind=person");
    await author.page.locator("[role=row].line").first().click();
    await author.page.waitForURL(/cases\//);
    const path = new URL(author.page.url()).pathname.replace("/w/main/", "");
    await author.press("Take the case");
    await author.page.getByText("You are looking at it now.").waitFor();
    await author.openAll();
    await author.say("Escalate", { Reason: "payroll cannot explain where the money goes and nobody answers the phone" });
    // What the author's role does not see, somebody has to open whose role does.
    await payroll.go(path);
    await payroll.openAll();
    await author.go(path);
    await author.say("Propose a decision", { Reason: texts.reason });
    // The author is not the second person.
    const agree = author.page.getByRole("complementary", { name: "What can be done" }).getByRole("button", { name: "Agree as second person", exact: true });
    expect(await agree.isDisabled(), "the author agrees to the own proposal").toBe(true);

    await other.go(path);
    await other.page.getByRole("heading", { name: "You can be the second person" }).waitFor();
    await other.sound("second person");
    await other.shot("case-second-light");
    await other.openAll();
    await other.page.getByText("You have looked at all of the evidence that your role sees.").waitFor();
    await other.go(path);
    await other.say("Agree as second person", { Reason: texts.second });
    await author.go(path);
    await author.say("Record the notice", {
      "Text of the notice": texts.notice,
      How: "registered post",
    });
    await author.say("Notice was received", { How: "receipt of the post" });
    expect(await author.page.getByRole("complementary", { name: "What can be done" }).getByRole("button", { name: "Make it final", exact: true }).isDisabled()).toBe(true);
    await author.shot("case-waiting");
    for (const name of ["Let 15 days pass", "Let a day pass"]) {
      await Promise.all([author.page.waitForResponse(/demo\/session/), author.page.getByRole("button", { name }).click()]);
    }
    await author.go(path);
    await author.say("Make it final", { Reason: "nobody answered the notice and the waiting period is over" });
    await author.page.getByText("Final").first().waitFor();
    await author.say("Take down an appeal", { Reason: "the person called and says that the account is their wife's" });
    await author.page.getByText("Appeal").first().waitFor();
    expect([...author.faults, ...payroll.faults, ...other.faults]).toEqual([]);
    for (const v of [author, payroll, other]) await v.close();
  });

  test("two people who change one case", async () => {
    const one = await be("Sam Ortega");
    const two = await be("Alex Lindgren");
    await one.go("queue?kind=person&state=open");
    await one.page.locator("[role=row].line").nth(3).click();
    await one.page.waitForURL(/cases\//);
    const path = new URL(one.page.url()).pathname.replace("/w/main/", "");
    await two.go(path);
    await two.page.getByRole("button", { name: "Take the case" }).click();
    await two.page.getByText("You are looking at it now.").waitFor();
    await one.page.getByRole("button", { name: "Take the case" }).click();
    await one.page.getByRole("dialog", { name: "Somebody changed this case" }).waitFor();
    await one.sound("conflict");
    await one.page.getByRole("button", { name: "Show the case as it is now" }).click();
    await one.page.getByText("Being looked at").first().waitFor();
    await one.close();
    await two.close();
  });

  test("a session that ends keeps what was typed", async () => {
    const v = await be("Sam Ortega");
    const p = v.page;
    await v.go("queue?kind=person");
    await p.locator("[role=row].line").nth(2).click();
    await p.getByRole("tab", { name: /Notes/ }).click();
    await p.getByLabel("Add a note").fill("the manager knows of the move");
    await v.context.clearCookies();
    await p.getByRole("button", { name: "Add", exact: true }).click();
    await p.getByRole("dialog", { name: "Sign in again" }).waitFor();
    expect(await p.getByLabel("Add a note").inputValue()).toBe("the manager knows of the move");
    await v.close();
  });
});

// What people do around a decision: find the next case, keep a view, see what
// is missing, correct what a system has wrong, follow a link of the tracker.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missing, openBrowser, Server, texts, Visitor } from "./world";

const lacking = missing();

describe.skipIf(lacking)(lacking ?? "at the desk", () => {
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

  test("the next case that nobody has, and what keeps it from going on", async () => {
    const v = await be("Sam Ortega");
    const p = v.page;
    await v.go("queue");
    await p.locator("[role=row].line").first().waitFor();
    await p.keyboard.press("e");
    await p.waitForURL(/cases\//);
    await p.getByText("Not possible now: Escalate").waitFor();
    await v.press("Take the case");
    await p.getByText("You are looking at it now.").waitFor();
    await v.openAll();
    await p.keyboard.press("e");
    await p.getByRole("dialog", { name: "Escalate" }).waitFor();
    await p.keyboard.press("Escape");
    await p.keyboard.press("c");
    await p.getByRole("dialog", { name: "Clear" }).waitFor();
    await v.shot("case-clear");
    await p.keyboard.press("Escape");
    const taken = p.url();
    await v.go("queue");
    await p.locator("[role=row].line").first().waitFor();
    await p.keyboard.press("n");
    await p.waitForURL(/cases\//);
    expect(p.url(), "the next case is one that somebody has").not.toBe(taken);
    expect(v.faults).toEqual([]);
    await v.close();
  });

  test("a view is saved, used, and removed with a way back", async () => {
    const v = await be("Sam Ortega");
    const p = v.page;
    await v.go("queue?tier=urgent");
    await p.getByRole("button", { name: "Save view" }).click();
    await p.getByRole("dialog").getByLabel("Name of the view").fill("What burns");
    await p.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await v.go("queue");
    await p.getByLabel("Saved views").selectOption({ label: "What burns" });
    await p.waitForURL(/tier=urgent/);
    await p.getByRole("button", { name: "Remove view" }).click();
    await p.getByText("The view was removed.").waitFor();
    expect(await p.getByLabel("Saved views").count()).toBe(0);
    await p.getByRole("button", { name: "Undo" }).click();
    await p.getByLabel("Saved views").waitFor();
    await p.getByRole("checkbox", { name: /^Mark the \d+ cases shown/ }).check();
    const marked = Number(/Clear (\d+) marked/.exec(await p.getByRole("button", { name: /Clear \d+ marked/ }).innerText())?.[1]);
    expect(marked).toBe((await p.locator("[role=grid]").getAttribute("aria-rowcount").then(Number)) - 1);
    await v.shot("queue-marked");
    await v.go("subjects?tier=review");
    expect(await p.getByLabel("Tier").inputValue()).toBe("review");
    expect(v.faults).toEqual([]);
    await v.close();
  });

  test("a wrong value is corrected in answer to a dispute", async () => {
    const v = await be("Alex Lindgren");
    const p = v.page;
    await v.go("disputes");
    await p.getByRole("button", { name: "Enter one that came by mail or phone" }).click();
    await p.getByRole("dialog").getByLabel("What the person said").fill("payroll typed my mail address wrong");
    await p.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await p.getByRole("button", { name: "Correct a value" }).click();
    const d = p.getByRole("dialog", { name: "Correct a value" });
    await d.getByLabel("Record", { exact: true }).fill("nothing:known:1");
    await d.getByLabel("It says").fill("a@example.com");
    await d.getByLabel("It should say").fill("b@example.com");
    await d.getByLabel("Reason").fill("payroll looked at the form and typed it wrong");
    await v.sound("correction");
    await v.shot("correction");
    await d.getByRole("button", { name: "Correct a value" }).click();
    await d.getByRole("alert").waitFor(); // there is no such record
    expect(v.faults).toEqual([]);
    await v.close();
  });

  test("the tracker's link opens the sheet, and says when the check is done", async () => {
    const toni = await be("Toni Weiss");
    const p = toni.page;
    await toni.go("checks");
    await p.getByText("checks?candidate={id}").waitFor();
    await p.getByRole("link", { name: "Question sheet" }).first().click();
    await p.waitForURL(/checks\/./);
    const sheet = p.url();
    const key = await p.locator("dd code").first().innerText();
    await toni.go(`checks?candidate=${encodeURIComponent(key)}`);
    await p.waitForURL(sheet);
    await toni.go("checks?candidate=nobody");
    await p.getByText("Nothing to ask").waitFor();

    const sam = await be("Sam Ortega");
    const id = sheet.split("/").at(-1) ?? "";
    await sam.go("subjects/" + id);
    const found = await sam.page.evaluate(async (who) => (await (await fetch(`/v1/workspaces/main/cases?kind=person&subject=${who}`)).json()) as { cases: { id: string }[] }, id);
    await sam.go(`cases/${found.cases[0]?.id}`);
    const take = sam.page.getByRole("button", { name: "Take the case" });
    if ((await take.count()) > 0) { // another journey may have taken it
      await take.click();
      await sam.page.getByText("You are looking at it now.").waitFor();
    }
    await sam.say("Clear", { Reason: "the candidate explained it on a call with the manager" });
    await p.goto(sheet);
    await p.getByText(/^Check done on .* Nothing is left to ask\.$/).waitFor();
    await toni.sound("sheet-cleared");
    await toni.shot("sheet-cleared");
    await toni.go("checks");
    await p.getByRole("heading", { name: "Check done" }).waitFor();
    await toni.shot("checks-cleared");
    expect([...toni.faults, ...sam.faults]).toEqual([]);
    await toni.close();
    await sam.close();
  });

  test("a follow-up, a second person who is told what is left, counsel, and an answer that was heard", { timeout: 240_000 }, async () => {
    const author = await be("Jo Nakamura");
    const counsel = await be("Robin Hale");
    const p = author.page;
    await author.go("queue?kind=person");
    await p.locator("[role=row].line").last().click();
    await p.waitForURL(/cases\//);
    const path = new URL(p.url()).pathname.replace("/w/main/", "");
    await author.press("Take the case");
    await p.getByText("You are looking at it now.").waitFor();
    await author.say("Ask for a check", { Reason: "we ask everybody of the job about the time zone that they work in" });
    await p.getByRole("button", { name: "Write down what came of it" }).click();
    await text(author, "Write down what came of it", "the candidate moved in spring and told the manager");
    await p.getByText("the candidate moved in spring").waitFor();
    await author.say("Look again", { Reason: "the answer does not fit what payroll wrote" });
    await author.openAll();
    await author.say("Escalate", { Reason: "payroll cannot explain where the money goes and nobody answers the phone" });
    await counsel.go(path);
    await counsel.openAll();
    await author.go(path);
    await author.say("Propose a decision", { Reason: texts.reason });
    await p.getByText("You proposed this. Somebody else has to look").waitFor();

    const c = counsel.page;
    await counsel.go(path);
    await c.getByRole("heading", { name: "You can be the second person" }).waitFor();
    await counsel.sound("second");
    await counsel.shot("case-second");
    await c.getByRole("button", { name: "Legal hold" }).click();
    await text(counsel, "Reason", "a court asks for the file and counsel keeps it");
    await c.getByText("On legal hold since").waitFor();
    await c.getByRole("button", { name: "Release the hold" }).click();
    await text(counsel, "Reason", "the court is done with the file and sent it back");
    await c.getByRole("button", { name: "Legal hold" }).waitFor();
    await counsel.say("Agree as second person", { Reason: texts.second });
    await c.getByRole("button", { name: "Put the notice off" }).click();
    await c.getByRole("dialog").getByLabel("Until").fill(new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 16));
    await text(counsel, "Reason", "the police ask us to wait some days until they have secured the laptop and spoken with the landlord");
    await c.getByText("Notice delayed until").waitFor();
    await counsel.shot("case-counsel");
    await Promise.all([c.waitForResponse(/demo\/session/), c.getByRole("button", { name: "Let 15 days pass" }).click()]);
    await author.be("Jo Nakamura");
    await author.go(path);
    await author.say("Record the notice", { "Text of the notice": texts.notice, How: "registered post" });
    await author.say("Notice was received", { How: "receipt of the post" });
    await p.getByRole("button", { name: "Add what they said" }).click();
    await text(author, "What the person said", "that account is my wife's, we share it");
    await p.getByRole("button", { name: "Answer", exact: true }).click();
    await text(author, "Answer", "thank you for calling back, payroll looks at it together with you on Monday at nine");
    await p.getByText("payroll looks at it together with you on Monday").waitFor();
    await author.sound("heard");
    await author.shot("case-heard");
    await author.say("Withdraw", { Reason: "the bank confirmed that the account is shared by both of them" });
    await p.getByText("1 earlier decision").click();
    await p.getByText("the bank confirmed that the account is shared").waitFor();
    expect([...author.faults, ...counsel.faults]).toEqual([]);
    await author.close();
    await counsel.close();
  });

  test("a rule is kept quiet for a person after seeing what that hides, and switched for a job", async () => {
    const v = await be("Jo Nakamura");
    const p = v.page;
    await v.go("queue?kind=person&tier=urgent");
    await p.locator("[role=row].line").nth(1).click();
    await p.waitForURL(/cases\//);
    await p.getByRole("button", { name: "Keep quiet for this person" }).first().click();
    const d = p.getByRole("dialog");
    await d.getByText(/^Would hide \d+ signals?\./).waitFor();
    await d.getByLabel("Reason").fill("both live in one house and share a phone, HR confirmed");
    await v.sound("suppress");
    await v.shot("suppress");
    await d.getByRole("button", { name: "Keep quiet for this person" }).click();
    await p.getByText("It is quiet now.").waitFor();
    await v.settled();
    await p.locator(".finding h3 a").first().click();
    await p.waitForURL(/rules\//);
    await p.getByLabel("Off for all candidates of these jobs").fill("data engineer");
    await p.getByLabel("Reason").fill("this job is held by two people who share a desk");
    await p.getByRole("button", { name: "Save" }).click();
    await p.getByText("Off for all candidates of: data engineer.").waitFor();
    await v.sound("rule");
    await v.shot("rule-switched");
    expect(v.faults).toEqual([]);
    await v.close();
  });

  /** Fills the one text that a dialog asks for, and saves it. */
  async function text(v: Visitor, label: string, value: string): Promise<void> {
    const d = v.page.getByRole("dialog");
    await d.getByLabel(label, { exact: true }).fill(value);
    await d.getByRole("button", { name: "Save" }).click();
    await d.waitFor({ state: "detached", timeout: 10_000 }).catch(async () => {
      throw new Error(`${label} did not go through: ${await d.innerText()}`);
    });
    await v.settled();
  }
});

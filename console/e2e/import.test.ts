// A folder handed in through the browser, also while the server is killed.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { binary, missing, openBrowser, Server, Visitor } from "./world";

const lacking = missing();

describe.skipIf(lacking)(lacking ?? "import", () => {
  let server: Server;
  let browser: Browser;
  let company: string;
  beforeAll(async () => {
    company = mkdtempSync(join(tmpdir(), "daylight-company-"));
    execFileSync(binary, ["simulate", "--seed", "2", "--employees", "250", "--cells", "1", "--out", company]);
    writeFileSync(join(company, "mentors.csv"), "candidate id,candidate name,referee name,referee email,date of birth\n9001,Mina Aldo,Otto Brahn,otto.brahn@posteo.net,1990-01-01\n");
    server = await Server.start({ demo: true });
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(company, { recursive: true, force: true });
  });

  test("a folder, with the server killed in the middle", { timeout: 240_000 }, async () => {
    const v = await (await Visitor.open(browser, server)).be("Dana Petrov");
    const p = v.page;
    await v.go("import");
    await p.getByText("Nothing was imported yet").waitFor();
    await v.sound("import, empty");
    await v.shot("import-empty-light");
    await p.locator("input[webkitdirectory]").setInputFiles(company);
    await p.getByRole("status").filter({ hasText: /Reading|Waiting/ }).waitFor({ timeout: 120_000 });
    await server.kill("SIGKILL");
    await p.getByText("The server does not answer").first().waitFor();
    await v.shot("import-away-light");
    await server.run();
    await p.getByRole("status").filter({ hasText: "Done" }).waitFor({ timeout: 120_000 });
    const accepted = await p.locator(".tally dd").first().innerText();
    expect(Number(accepted.replace(/\D/g, "")), "what was accepted").toBeGreaterThan(1000);
    await v.settled();
    await v.sound("import, done");
    await v.shot("import-done-light");
    await p.reload();
    await p.getByRole("button", { name: "Show" }).first().click();
    await expect.poll(() => p.locator(".tally dd").first().innerText(), { timeout: 10_000 }).toBe(accepted);

    // The same folder once more: everything is known, nothing doubled.
    await p.locator("input[webkitdirectory]").setInputFiles(company);
    await expect.poll(() => p.locator(".tally dd").nth(1).innerText(), { timeout: 120_000 }).not.toBe("0");
    expect(await p.locator(".tally dd").first().innerText(), "accepted the second time").toBe("0");
    await v.close();
  });

  test("a file that nobody knows: set aside, mapped, read again", { timeout: 120_000 }, async () => {
    const v = await (await Visitor.open(browser, server)).be("Dana Petrov");
    const p = v.page;
    await v.go("sources");
    await p.getByRole("cell", { name: "mentors.csv" }).first().waitFor();
    await v.sound("sources, quarantine");
    await v.shot("sources-quarantine-light");
    await p.locator("input[type=file]").setInputFiles(join(company, "mentors.csv"));
    await p.getByRole("cell", { name: /not read: birth/ }).waitFor();
    await p.getByRole("cell", { name: "referee", exact: true }).waitFor();
    await v.settled();
    await v.sound("mapping editor");
    await v.shot("mapping-editor-light");
    await p.getByRole("button", { name: "Keep and use" }).click();
    await p.getByRole("rowheader", { name: "mentors-csv" }).waitFor();
    await p.getByRole("button", { name: "Read again" }).click();
    await expect.poll(() => p.getByRole("cell", { name: "mentors.csv", exact: true }).count(), { timeout: 30_000 }).toBe(0);
    await v.close();
    expect(readdirSync(company).length).toBeGreaterThan(3);
  });
});

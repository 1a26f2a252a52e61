// A real server with a sample company, and a real browser, for the journeys.
// A page that breaks the content security policy or writes an error to the
// console fails the test that opened it.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import axe from "axe-core";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { expect } from "vitest";

export const binary = resolve(import.meta.dirname, "../../bin/daylight");
export const shots = resolve(import.meta.dirname, "../../.bench/screenshots");
export const pictures = resolve(import.meta.dirname, "../../.bench/pictures");
const browserAt = process.env["DAYLIGHT_CHROMIUM"] ?? "/usr/bin/chromium";

/** Why the journeys cannot be made here, or nothing. */
export function missing(): string | undefined {
  if (!existsSync(binary)) return `${binary} is not built: make console build`;
  if (!existsSync(browserAt)) return `${browserAt} is not installed: apt install chromium`;
  return undefined;
}

export async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const s = createServer();
    s.once("error", fail);
    s.listen(0, "127.0.0.1", () => {
      const at = s.address();
      s.close(() => done(typeof at === "object" && at ? at.port : 0));
    });
  });
}

export type Told = { address: string; setup: string; demo: string };

export class Server {
  told!: Told;
  log = "";
  private child?: ChildProcess;
  private constructor(
    readonly dir: string,
    private readonly args: readonly string[],
  ) {}

  /** Starts a server; a company of some size is imported where people is given. */
  static async start(options: { demo?: boolean; people?: number; config?: boolean } = {}): Promise<Server> {
    const dir = mkdtempSync(join(tmpdir(), "daylight-e2e-"));
    const args = ["serve", "--json", "--db", join(dir, "d.db"), "--data", join(dir, "files"), "--listen", `127.0.0.1:${await freePort()}`];
    if (options.demo) args.push("--demo");
    if (options.people) {
      const company = join(dir, "company");
      execFileSync(binary, ["simulate", "--seed", "1", "--employees", String(options.people), "--cells", "1", "--out", company]);
      args.push("--config", join(company, "daylight.yaml"), "--watch", company);
    }
    const s = new Server(dir, args);
    await s.run();
    return s;
  }

  /** Starts the process again over the same database. */
  async run(): Promise<void> {
    const child = spawn(binary, this.args, { stdio: ["ignore", "pipe", "pipe"] });
    this.child = child;
    child.stderr?.on("data", (d: Buffer) => (this.log += d.toString()));
    this.told = await new Promise<Told>((done, fail) => {
      let out = "";
      child.stdout?.on("data", (d: Buffer) => {
        out += d.toString();
        try {
          done(JSON.parse(out) as Told);
        } catch {
          // not all of it yet
        }
      });
      child.once("exit", (code) => fail(new Error(`the server ended with ${code}: ${this.log.slice(-2000)}`)));
    });
  }

  /** Waits until the log says something. */
  async says(text: RegExp, seconds = 90): Promise<void> {
    const end = Date.now() + seconds * 1000;
    while (!text.test(this.log)) {
      if (Date.now() > end) throw new Error(`the log never said ${text}: ${this.log.slice(-2000)}`);
      await new Promise((r) => setTimeout(r, 100));
    }
  }

  async kill(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((r) => child.once("exit", r));
    child.kill(signal);
    await gone;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserAt,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** What the people of the journeys write. */
export const texts = {
  reason: "payroll confirmed on a call that salary went to somebody whom neither manager nor employee could name when both were asked twice on different days by two colleagues",
  second: "having looked through every export myself I spoke with finance leadership separately, compared dates against calendars, found no business explanation, and agree that dismissal procedures should begin",
  notice: "We intend to end your contract because salary payments went to an account that belongs to another person. You can answer within the waiting period; your reference is {reference}. Nothing is final before that, and you may ask for a copy of what we hold about you and have it corrected.",
};

export class Visitor {
  readonly faults: string[] = [];
  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
    readonly server: Server,
  ) {
    page.on("console", (m) => {
      // A refused request is an answer that the page deals with.
      if (m.type() === "error" && !/Failed to load resource/.test(m.text())) this.faults.push(m.text());
    });
    page.on("pageerror", (e) => this.faults.push(String(e)));
  }

  static async open(browser: Browser, server: Server, options: { theme?: "light" | "dark"; width?: number } = {}): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: options.width ?? 1280, height: 900 }, colorScheme: options.theme ?? "light", reducedMotion: "reduce", locale: "en-US" });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    return new Visitor(page, context, server);
  }

  /** Comes in as one of the sample company's people. */
  async be(name: string): Promise<this> {
    await this.page.goto("about:blank"); // an address that differs by its fragment only is not loaded anew
    await this.page.goto(this.server.told.demo);
    await this.page.getByRole("button", { name }).click();
    await this.page.waitForURL(/\/w\//);
    await this.page.getByRole("navigation", { name: "Pages" }).waitFor();
    return this;
  }

  async go(path: string): Promise<void> {
    await this.page.goto(`${this.server.told.address}/w/main/${path}`);
    await this.settled();
  }

  /** Waits until nothing is loading any more. */
  async settled(): Promise<void> {
    await this.page.waitForLoadState("networkidle");
    await expect.poll(() => this.page.getByLabel("Loading").count(), { timeout: 20_000 }).toBe(0);
  }

  /** Presses a button of the panel that says what can be done. */
  async press(name: string): Promise<void> {
    const panel = this.page.getByRole("complementary", { name: "What can be done" });
    await panel
      .getByRole("button", { name, exact: true })
      .click({ timeout: 10_000 })
      .catch(async () => {
        throw new Error(`${name} cannot be pressed: ${await panel.innerText()}`);
      });
  }

  /** Opens every piece of evidence that this person may see. */
  async openAll(): Promise<void> {
    const buttons = this.page.getByRole("button", { name: "I have looked at this evidence" });
    for (let n = await buttons.count(); n > 0; n = await buttons.count()) {
      await buttons.first().click();
      await expect.poll(() => buttons.count(), { timeout: 15_000 }).toBeLessThan(n);
    }
  }

  /** Takes a step of the decision, whose dialog asks for some fields. */
  async say(action: string, fields: Record<string, string>): Promise<void> {
    await this.press(action);
    const d = this.page.getByRole("dialog");
    for (const [label, value] of Object.entries(fields)) await d.getByLabel(label, { exact: true }).fill(value);
    await d.getByRole("button", { name: action, exact: true }).click();
    await d.waitFor({ state: "detached", timeout: 10_000 }).catch(async () => {
      throw new Error(`${action} did not go through: ${await d.innerText()}`);
    });
    await this.settled();
  }

  /** axe must find nothing, and the page must have written no error. */
  async sound(what: string): Promise<void> {
    await this.page.evaluate(axe.source); // through the debugger: the page itself may not evaluate text
    const found = await this.page.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run: (o: object) => Promise<{ violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[] }> } };
      const result = await axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
      return result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")} ${v.nodes[0]?.failureSummary ?? ""}`);
    });
    expect(found, `axe on ${what}`).toEqual([]);
    expect(this.faults, `errors on ${what}`).toEqual([]);
  }

  async shot(name: string): Promise<void> {
    mkdirSync(shots, { recursive: true });
    await this.page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  }

  /** What a person sees without scrolling, for the documentation. */
  async picture(name: string): Promise<void> {
    mkdirSync(pictures, { recursive: true });
    const said = this.page.locator(".toast").getByRole("button", { name: "Dismiss" });
    while ((await said.count()) > 0) await said.first().click();
    await this.page.evaluate(() => {
      (document.activeElement as HTMLElement | null)?.blur();
      window.scrollTo(0, 0);
      return new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)));
    });
    await this.page.screenshot({ path: join(pictures, `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

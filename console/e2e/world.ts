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

  async close(): Promise<void> {
    await this.context.close();
  }
}

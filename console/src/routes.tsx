// Every page and its address. A page's code is loaded when it is first opened.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { Frame } from "./shell/frame";
import { Start } from "./shell/start";

const root = createRootRoute({ component: Outlet, notFoundComponent: lazyRouteComponent(() => import("./pages/lost"), "Lost") });

const start = createRoute({ getParentRoute: () => root, path: "/", component: Start });

export const workspaceRoute = createRoute({ getParentRoute: () => root, path: "/w/$workspace", component: Frame });

const home = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/w/$workspace/queue", params });
  },
});

/** What the address of the queue holds: filters and order. */
export type QueueSearch = { tier?: string; state?: string; stage?: string; kind?: string; assignee?: string; snoozed?: boolean };

const text = (x: unknown): string | undefined => (typeof x === "string" && x !== "" ? x : undefined);

const queue = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "queue",
  validateSearch: (s: Record<string, unknown>): QueueSearch => {
    const out: QueueSearch = {};
    for (const key of ["tier", "state", "stage", "kind", "assignee"] as const) {
      const value = text(s[key]);
      if (value) out[key] = value;
    }
    if (s["snoozed"] === true || s["snoozed"] === "true") out.snoozed = true;
    return out;
  },
  component: lazyRouteComponent(() => import("./pages/queue"), "Queue"),
});

const page = <P extends string>(path: P, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({
    getParentRoute: () => workspaceRoute,
    path,
    component: lazyRouteComponent(load as () => Promise<Record<string, () => React.ReactNode>>, name),
  });

/** The applicant tracker links to a candidate by its own key, which may look like a number. */
const checks = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "checks",
  validateSearch: (s: Record<string, unknown>): { candidate?: string } => {
    const key = s["candidate"];
    return typeof key === "string" || typeof key === "number" ? { candidate: String(key) } : {};
  },
  component: lazyRouteComponent(() => import("./pages/checks"), "Checks"),
});

export const subjectTiers = ["urgent", "review", "watch", "insufficient"] as const;
export type SubjectsSearch = { tier?: (typeof subjectTiers)[number] };

const subjects = createRoute({
  getParentRoute: () => workspaceRoute,
  path: "subjects",
  validateSearch: (s: Record<string, unknown>): SubjectsSearch => {
    const tier = subjectTiers.find((x) => x === s["tier"]);
    return tier ? { tier } : {};
  },
  component: lazyRouteComponent(() => import("./pages/subjects"), "Subjects"),
});

const pages = [
  queue,
  checks,
  subjects,
  page("cases/$id", () => import("./pages/case"), "CasePage"),
  page("checks/$id", () => import("./pages/sheet"), "Sheet"),
  page("rings", () => import("./pages/rings"), "Rings"),
  page("rings/$id", () => import("./pages/ring"), "RingPage"),
  page("subjects/$id", () => import("./pages/subject"), "SubjectPage"),
  page("search", () => import("./pages/search"), "SearchPage"),
  page("rules", () => import("./pages/rules"), "Rules"),
  page("rules/$id", () => import("./pages/rule"), "RulePage"),
  page("sources", () => import("./pages/sources"), "Sources"),
  page("import", () => import("./pages/import"), "ImportPage"),
  page("disputes", () => import("./pages/disputes"), "Disputes"),
  page("audit", () => import("./pages/audit"), "AuditPage"),
  page("people", () => import("./pages/people"), "People"),
  page("settings", () => import("./pages/settings"), "Settings"),
  page("overview", () => import("./pages/overview"), "OverviewPage"),
  page("account", () => import("./pages/account"), "Account"),
] as const;

const tree = root.addChildren([start, workspaceRoute.addChildren([home, ...pages])]);

export function makeRouter() {
  return createRouter({ routeTree: tree, defaultPreload: "intent", scrollRestoration: true });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
  /** What a page hands to the next, and an address must not tell. */
  interface HistoryState {
    what?: string;
    /** The step of a decision that a case is opened for. */
    begin?: string;
  }
}

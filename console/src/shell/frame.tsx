// The frame around every page of a workspace: who is signed in, where one can go.
import { Link, Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { InWorkspace, useApi } from "../api/context";
import { useMe, type Me } from "../api/session";
import { useChange } from "../api/use";
import { useSpeech, useWords, type Words } from "../i18n";
import { useKeys } from "../ui/keys";
import { Dialog, Skeleton, Trouble } from "../ui/parts";
import { useTheme } from "../ui/theme";
import { DemoBar } from "./demo";
import { SignIn, SignInAgain } from "./sign-in";
import { useSessionEnd } from "./session-end";
import { Enrol } from "./enrol";

export function Frame() {
  const { workspace } = useParams({ from: "/w/$workspace" });
  useEffect(() => localStorage.setItem("daylight.workspace", workspace), [workspace]);
  return (
    <InWorkspace workspace={workspace}>
      <Inside />
    </InWorkspace>
  );
}

function Inside() {
  const me = useMe();
  useTheme();
  if (me.isPending)
    return (
      <main className="door">
        <div className="card">
          <Skeleton />
        </div>
      </main>
    );
  if (me.error)
    return (
      <main className="door">
        <div className="card">
          <Trouble error={me.error} again={() => void me.refetch()} />
        </div>
      </main>
    );
  if (!me.data) return <SignIn />;
  if (me.data.needs_factor) return <Enrol />;
  return <Signed me={me.data} />;
}

type Page = "checks" | "queue" | "rings" | "subjects" | "search" | "disputes" | "overview" | "rules" | "sources" | "import" | "audit" | "people" | "settings";
type Place = { to: Page; title: (t: Words) => string; right: string; key?: string };

/** The pages, in the order of a day's work, and the right that each needs. */
const places: readonly Place[] = [
  { to: "checks", title: (t) => t.nav.checks, right: "checks.read" },
  { to: "queue", title: (t) => t.nav.queue, right: "cases.read", key: "q" },
  { to: "rings", title: (t) => t.nav.rings, right: "subjects.read", key: "r" },
  { to: "subjects", title: (t) => t.nav.subjects, right: "subjects.read", key: "p" },
  { to: "search", title: (t) => t.nav.search, right: "search", key: "/" },
  { to: "disputes", title: (t) => t.nav.disputes, right: "disputes.write" },
  { to: "overview", title: (t) => t.nav.overview, right: "overview.read", key: "o" },
  { to: "rules", title: (t) => t.nav.rules, right: "rules.read" },
  { to: "sources", title: (t) => t.nav.sources, right: "sources.read" },
  { to: "import", title: (t) => t.nav.import, right: "records.write" },
  { to: "audit", title: (t) => t.nav.audit, right: "audit.read" },
  { to: "people", title: (t) => t.nav.people, right: "people.read" },
  { to: "settings", title: (t) => t.nav.settings, right: "settings.read" },
];

/** What somebody with these rights can open; the recruiter's page is for who sees no cases. */
export function placesFor(rights: readonly string[]): readonly Place[] {
  return places.filter((p) => rights.includes(p.right) && !(p.to === "checks" && rights.includes("cases.read")));
}

function Signed({ me }: { me: Me }) {
  const t = useWords();
  const [help, setHelp] = useState(false);
  const [ended, resume] = useSessionEnd();
  const list = placesFor(me.rights);
  const { workspace } = useApi();
  const navigate = useNavigate();
  const first = list[0]?.to ?? ("account" as const);
  useKeys({
    "?": () => setHelp(true),
    ...Object.fromEntries(list.flatMap((p) => (p.key ? [[p.key, () => void navigate({ to: `/w/$workspace/${p.to}`, params: { workspace } })]] : []))),
  });
  useEffect(() => {
    // Whoever may not see the queue begins where they may.
    if (!me.rights.includes("cases.read") && /\/queue$/.test(window.location.pathname)) void navigate({ to: `/w/$workspace/${first}`, params: { workspace }, replace: true });
  }, [me.rights, first, navigate, workspace]);
  return (
    <div className="frame">
      <a className="button skip" href="#main">
        {t.common.skip}
      </a>
      <nav className="side" aria-label={t.nav.label}>
        <Link className="brand" to="/w/$workspace" params={{ workspace }}>
          <img src="/icon.svg" alt="" />
          Daylight
        </Link>
        {list.map((p) => (
          <Link key={p.to} className="link" to={`/w/$workspace/${p.to}`} params={{ workspace }} activeProps={{ className: "here" }}>
            {p.title(t)}
          </Link>
        ))}
        <Rest me={me} help={() => setHelp(true)} />
      </nav>
      <div>
        <DemoBar />
        <main id="main" className="page" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      {ended && <SignInAgain close={resume} />}
      {help && <KeyHelp close={() => setHelp(false)} />}
    </div>
  );
}

function Rest({ me, help }: { me: Me; help: () => void }) {
  const t = useWords();
  const { workspace } = useApi();
  const { language, speak } = useSpeech();
  const [theme, setTheme] = useTheme();
  const leave = useChange((api, _: void) => api.DELETE("/session"), [["me"]]);
  return (
    <div className="rest">
      <div className="row">
        <label className="hidden-visually" htmlFor="language">
          {t.nav.language}
        </label>
        <select id="language" className="input" value={language} onChange={(e) => speak(e.target.value as "en" | "de")}>
          <option value="en">English</option>
          <option value="de">Deutsch</option>
        </select>
        <label className="hidden-visually" htmlFor="theme">
          {t.nav.theme}
        </label>
        <select id="theme" className="input" value={theme} onChange={(e) => setTheme(e.target.value as "light" | "dark" | "system")}>
          <option value="system">{t.nav.themeSystem}</option>
          <option value="light">{t.nav.themeLight}</option>
          <option value="dark">{t.nav.themeDark}</option>
        </select>
      </div>
      <button type="button" className="button quiet small" onClick={help}>
        {t.nav.keys} <kbd>?</kbd>
      </button>
      <Link className="link" to="/w/$workspace/account" params={{ workspace }}>
        {t.nav.account}
      </Link>
      <div className="who">{me.roles.map((r) => t.roles[r as keyof typeof t.roles] ?? r).join(", ") || t.nav.noRole}</div>
      <button type="button" className="button small" onClick={() => leave.mutate()}>
        {t.nav.signOut}
      </button>
    </div>
  );
}

function KeyHelp({ close }: { close: () => void }) {
  const t = useWords();
  return (
    <Dialog title={t.keys.title} close={close}>
      <dl className="facts">
        {Object.entries(t.keys.list).map(([key, what]) => (
          <div key={key} style={{ display: "contents" }}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <div className="row end">
        <button type="button" className="button primary" onClick={close}>
          {t.common.close}
        </button>
      </div>
    </Dialog>
  );
}

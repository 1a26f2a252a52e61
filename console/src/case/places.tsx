// Where the person says to be, where equipment went, where sign-ins came from,
// and at which hours of the claimed place's week there was activity.
import { geoNaturalEarth1, geoPath, type GeoPermissibleObjects } from "d3-geo";
import { useEffect, useMemo, useState } from "react";
import { feature } from "topojson-client";
import { Refusal, type Schemas } from "../api/client";
import { useMay } from "../api/session";
import { useRead, type CaseDetail } from "../api/use";
import { useWords } from "../i18n";
import { Card, Empty, Missing, Scroll, Skeleton, Trouble, When } from "../ui/parts";

type Spot = Schemas["Spot"];

const colors: Record<Spot["kind"], string> = { claimed: "var(--calm)", shipped: "var(--accent)", "sign-in": "var(--review)" };

export function Places({ c, subject }: { c: CaseDetail; subject: string }) {
  const t = useWords();
  const got = useRead(["places", subject], (api, signal) => api.GET("/subjects/{id}/places", { params: { path: { id: subject } }, signal }));
  return (
    <div className="stack">
      <Card title={t.places.title}>
        {got.error && <Trouble error={got.error} />}
        {got.isPending && <Skeleton lines={6} />}
        {got.data && (
          <div className="stack">
            {got.data.hidden && <p className="muted small">{t.places.hidden}</p>}
            {got.data.places.length === 0 ? <Empty title={t.places.none} /> : <WorldMap spots={got.data.places} />}
            <SpotTable spots={got.data.places} />
          </div>
        )}
      </Card>
      <HourMap c={c} />
    </div>
  );
}

const width = 900;
const height = 440;

function WorldMap({ spots }: { spots: readonly Spot[] }) {
  const t = useWords();
  const [land, setLand] = useState<GeoPermissibleObjects | null>(null);
  useEffect(() => {
    void import("world-atlas/countries-110m.json").then((m) => {
      const topology = m.default as unknown as Parameters<typeof feature>[0];
      setLand(feature(topology, topology.objects["countries"]!) as GeoPermissibleObjects);
    });
  }, []);
  const { path, project } = useMemo(() => {
    const projection = geoNaturalEarth1().fitSize([width, height], { type: "Sphere" });
    return { path: geoPath(projection), project: projection };
  }, []);
  return (
    <figure>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t.places.label(spots.length)} style={{ width: "100%", background: "var(--sunken)", borderRadius: 6 }}>
        {land && <path d={path(land) ?? ""} fill="var(--paper)" stroke="var(--line)" strokeWidth={0.6} />}
        {spots.map((s, i) => {
          const at = project([s.lon, s.lat]);
          if (!at) return null;
          return (
            <g key={i}>
              <circle cx={at[0]} cy={at[1]} r={6} fill={colors[s.kind]} stroke="var(--paper)" strokeWidth={1.5} strokeDasharray={s.proxy ? "2 2" : undefined}>
                <title>{`${t.places.kinds[s.kind]}: ${s.name}`}</title>
              </circle>
              <text x={at[0] + 9} y={at[1] + 4} fontSize="12" fill="var(--ink)" stroke="var(--paper)" strokeWidth={3} paintOrder="stroke">
                {s.name.split(",")[0]}
              </text>
            </g>
          );
        })}
      </svg>
      <figcaption className="legend">
        {(Object.keys(colors) as Spot["kind"][]).map((k) => (
          <span key={k} style={{ "--swatch": colors[k] } as never}>
            {t.places.kinds[k]}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function SpotTable({ spots }: { spots: readonly Spot[] }) {
  const t = useWords();
  return (
    <Scroll label={t.places.title}>
      <table className="grid-table small">
        <thead>
          <tr>
            <th scope="col">{t.places.kind}</th>
            <th scope="col">{t.places.place}</th>
            <th scope="col">{t.places.zone}</th>
            <th scope="col">{t.places.first}</th>
            <th scope="col">{t.places.last}</th>
            <th scope="col">{t.evidence.source}</th>
          </tr>
        </thead>
        <tbody>
          {spots.map((s, i) => (
            <tr key={i}>
              <td>{t.places.kinds[s.kind]}</td>
              <td>
                {s.name} {s.proxy && <span className="badge">{t.places.proxy}</span>}
              </td>
              <td>{s.zone ?? "–"}</td>
              <td>
                <When at={s.first_at} day />
              </td>
              <td>
                <When at={s.last_at} day />
              </td>
              <td>{s.source}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** Hours × weekday by the claimed place's clock: the place question and no other. */
function HourMap({ c }: { c: CaseDetail }) {
  const t = useWords();
  const may = useMay("cases.read");
  const got = useRead(["case", c.id, "hours"], (api, signal) => api.GET("/cases/{id}/hours", { params: { path: { id: c.id } }, signal }), { enabled: may });
  if (got.error instanceof Refusal && got.error.code === "forbidden") return null;
  return (
    <Card title={t.hours.title}>
      {got.error instanceof Refusal && got.error.code === "not-yet" ? (
        <div className="muted small">
          {t.hours.notHere}
          <Missing list={got.error.problem.missing} />
        </div>
      ) : (
        <Trouble error={got.error} />
      )}
      {got.data && <HourGrid h={got.data} />}
    </Card>
  );
}

function HourGrid({ h }: { h: Schemas["Hours"] }) {
  const t = useWords();
  const cell = 26;
  return (
    <div className="stack">
      <p className="small muted">{t.hours.explain(h.place, h.zone, h.weeks)}</p>
      <svg viewBox={`0 0 ${24 * cell + 60} ${7 * cell + 24}`} role="img" aria-label={t.hours.label(h.place)} style={{ maxWidth: 760 }}>
        {h.days.map((row, d) => (
          <g key={d} transform={`translate(56 ${d * cell})`}>
            <text x={-8} y={17} textAnchor="end" fontSize="12" fill="var(--ink-2)">
              {t.hours.days[d]}
            </text>
            {row.map((level, hour) => (
              <rect key={hour} x={hour * cell} y={1} width={cell - 2} height={cell - 2} rx={3} fill={level === 0 ? "var(--sunken)" : "var(--accent)"} opacity={level === 0 ? 1 : 0.25 + 0.25 * (level - 1)}>
                <title>{t.hours.cell(t.hours.days[d] ?? "", hour, level)}</title>
              </rect>
            ))}
          </g>
        ))}
        {[0, 6, 12, 18].map((hour) => (
          <text key={hour} x={56 + hour * cell} y={7 * cell + 16} fontSize="11" fill="var(--ink-2)">
            {String(hour).padStart(2, "0")}:00
          </text>
        ))}
      </svg>
    </div>
  );
}

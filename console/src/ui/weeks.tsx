// Cases opened and closed, week by week.
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Schemas } from "../api/client";
import { useWords } from "../i18n";

const height = 180;

export function Weeks({ weeks }: { weeks: readonly Schemas["ImpactWeek"][] }) {
  const t = useWords();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const at = box.current;
    if (!at) return;
    const color = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name);
    const axis = { stroke: color("--ink-2"), grid: { stroke: color("--line"), width: 1 } };
    const plot = new uPlot(
      {
        width: at.clientWidth,
        height,
        axes: [axis, { ...axis, size: 40 }],
        series: [{}, { label: t.overview.opened, stroke: color("--review"), width: 2 }, { label: t.overview.closed, stroke: color("--calm"), width: 2 }],
      },
      [weeks.map((w) => Date.parse(w.from) / 1000), weeks.map((w) => w.opened), weeks.map((w) => w.closed)],
      at,
    );
    const resize = new ResizeObserver(() => plot.setSize({ width: at.clientWidth, height }));
    resize.observe(at);
    return () => {
      resize.disconnect();
      plot.destroy();
    };
  }, [weeks, t]);
  return (
    <figure>
      <div ref={box} role="img" aria-label={t.overview.weeks} />
      <figcaption className="small muted">{t.overview.weeks}</figcaption>
    </figure>
  );
}

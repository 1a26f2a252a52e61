// How the evidence adds up, family by family, to the tier's reason.
import type { Schemas } from "../api/client";
import { useWords } from "../i18n";
import { Card, Strength, Tier } from "../ui/parts";
import { total, waterfall } from "./bits";

export function Waterfall({ findings, tier, reason }: { findings: readonly Schemas["Finding"][]; tier: string; reason: string }) {
  const t = useWords();
  const steps = waterfall(findings);
  const all = total(steps);
  if (steps.length === 0) return null;
  return (
    <Card title={t.waterfall.title} actions={<Tier tier={tier} />}>
      <table className="grid-table small">
        <caption className="hidden-visually">{t.waterfall.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t.waterfall.family}</th>
            <th scope="col">{t.waterfall.strongest}</th>
            <th scope="col" style={{ width: "45%" }}>
              {t.waterfall.weight}
            </th>
            <th scope="col" className="number">
              {t.waterfall.bits}
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map((s) => (
            <tr key={s.family}>
              <th scope="row">{t.families[s.family as keyof typeof t.families] ?? s.family}</th>
              <td>{s.findings[0] && <Strength strength={s.findings[0].strength} />}</td>
              <td>
                <div className="bar" aria-hidden="true" style={{ height: 14 }}>
                  <span style={{ marginLeft: `${(100 * s.from) / Math.max(all, 1)}%`, width: `${(100 * s.bits) / Math.max(all, 1)}%` }} />
                </div>
              </td>
              <td className="number">{s.bits}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={3}>
              {t.waterfall.sum}
            </th>
            <td className="number">
              <strong>{all}</strong>
            </td>
          </tr>
        </tfoot>
      </table>
      <p className="small muted">{t.waterfall.reason(reason)}</p>
    </Card>
  );
}

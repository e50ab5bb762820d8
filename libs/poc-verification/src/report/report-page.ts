import type { AttemptReport } from './attempt-report.js';
import { latencyChart, sharesChart } from './charts.js';

const STYLE = `
  body { font-family: system-ui, 'Noto Sans KR', sans-serif; max-width: 800px; margin: 2rem auto; color: #1a1a1a; }
  table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #ddd; }
  .met { color: #2f7d4f; } .missed { color: #b3362b; font-weight: 600; } code { overflow-wrap: anywhere; } svg { max-width: 100%; height: auto; }`;

/** The report as a page that needs nothing else: no script, no font, no request. */
export function reportPage(report: AttemptReport): string {
  const { target, figures, latency, verdicts, certificate } = report;
  const facts: [string, string | null][] = [
    ['모델 / Model', target.model],
    ['해시 / Digest', target.modelDigest],
    ['양자화 / Quantisation', target.quantisation],
    ['하드웨어 / Hardware', target.hardware ?? target.device?.device ?? null],
    ['프로그램 / Program', `${report.programId} v${report.programVersion}, ${report.track}`],
    ['시도 / Attempt', String(report.attempt)],
    ['문항 / Items', `${figures.answered} / ${figures.items}`],
    ['증거 / Evidence (SHA-256)', report.manifest],
    ['시험성적서 / Certificate', certificate && `${certificate.number}, ~ ${certificate.validUntil}`],
  ];
  const outcome =
    report.outcome === 'passed'
      ? '통과 / Passed'
      : report.outcome === 'failed'
        ? '미달 / Failed'
        : '진행 중 / Under way';
  return `<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>PoC 검증 결과</title><style>${STYLE}</style></head>
<body><h1>PoC 검증 결과 / Verification report</h1>
<p class="${report.outcome === 'failed' ? 'missed' : 'met'}" id="outcome">${outcome}</p>
<table>${facts.map(([name, value]) => (value === null ? '' : `<tr><th>${name}</th><td><code>${escaped(value)}</code></td></tr>`)).join('')}</table>
<h2>기준 / Thresholds</h2>
<ul>${verdicts.map(({ task, met, ko, en }) => `<li class="${met ? 'met' : 'missed'}">${escaped(task)} – ${escaped(ko)}<br><small>${escaped(en)}</small></li>`).join('')}</ul>
<h2>측정 / Measurements</h2>
${figures.suites.map((suite) => (suite.shares.length > 0 ? `<figure>${sharesChart(suite)}</figure>` : '')).join('\n')}
<figure>${latencyChart(latency)}</figure>
</body></html>
`;
}

function escaped(text: string): string {
  const signs: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (sign) => signs[sign]!);
}

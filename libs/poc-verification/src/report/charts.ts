import { BarChart, CustomChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { SuiteFigures } from '../domain/figures.js';
import type { Histogram } from './histogram.js';
import { nameOf } from './sentences.js';

echarts.use([
  BarChart,
  CustomChart,
  ScatterChart,
  GridComponent,
  LegendComponent,
  TitleComponent,
  SVGRenderer,
]);

const SIZE = { width: 760, height: 320 };
const MET = '#2f7d4f';
const MISSED = '#b3362b';

/** An SVG, drawn here without a browser. */
function draw(option: echarts.EChartsCoreOption): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  try {
    chart.setOption({ animation: false, ...option });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

/** How long answers took: to the first token, and whole. */
export function latencyChart({
  firstToken,
  endToEnd,
}: {
  firstToken: Histogram;
  endToEnd: Histogram;
}): string {
  const bins = endToEnd.counts.map((_, at) => `${Math.round((at * endToEnd.width) / 1_000)}`);
  return draw({
    title: { text: '응답 시간 분포 / Latency', left: 'center' },
    legend: { bottom: 0 },
    grid: { left: 60, right: 20, bottom: 70, top: 50 },
    xAxis: { type: 'category', data: bins, name: 'ms', nameLocation: 'middle', nameGap: 28 },
    yAxis: { type: 'value', minInterval: 1 },
    series: [
      { name: '첫 토큰 / First token', type: 'bar', data: [...firstToken.counts] },
      { name: '전체 / End to end', type: 'bar', data: [...endToEnd.counts] },
    ],
  });
}

/** Shares of a suite with their intervals, and the thresholds that they are held against. */
export function sharesChart({ task, shares, verdicts }: SuiteFigures): string {
  const rows = shares.map((share) => ({
    ...share,
    name: nameOf(share.metric as Parameters<typeof nameOf>[0]).ko,
    verdict: verdicts.find(({ metric }) => metric === share.metric),
  }));
  const percent = (basisPoints: number) => basisPoints / 100;
  return draw({
    title: { text: task, left: 'center' },
    grid: { left: 60, right: 20, bottom: 50, top: 50 },
    xAxis: { type: 'category', data: rows.map(({ name }) => name) },
    yAxis: { type: 'value', min: 0, max: 100, name: '%' },
    series: [
      {
        type: 'bar',
        barMaxWidth: 60,
        data: rows.map(({ basisPoints, verdict }) => ({
          value: percent(basisPoints),
          itemStyle: { color: verdict === undefined ? '#888888' : verdict.met ? MET : MISSED },
        })),
      },
      {
        type: 'custom',
        renderItem: interval,
        data: rows.map(({ lower, upper }, at) => [at, percent(lower), percent(upper)]),
        z: 10,
      },
      {
        type: 'scatter',
        symbol: 'rect',
        symbolSize: [70, 3],
        itemStyle: { color: '#1a1a1a' },
        data: rows.flatMap(({ verdict }, at) =>
          verdict ? [[at, percent(verdict.atLeast ?? verdict.atMost ?? 0)]] : [],
        ),
        z: 11,
      },
    ],
  });
}

interface Api {
  value(dimension: number): number;
  coord(point: readonly [number, number]): readonly [number, number];
}

/** A whisker from the lower to the upper bound. */
function interval(_: unknown, api: Api) {
  const [x, low] = api.coord([api.value(0), api.value(1)]);
  const [, high] = api.coord([api.value(0), api.value(2)]);
  const line = (x1: number, y1: number, x2: number, y2: number) => ({
    type: 'line',
    shape: { x1, y1, x2, y2 },
    style: { stroke: '#1a1a1a', lineWidth: 1.5 },
  });
  return {
    type: 'group',
    children: [line(x, low, x, high), line(x - 7, low, x + 7, low), line(x - 7, high, x + 7, high)],
  };
}

// Charts with uPlot: colours from the tokens, labels on the lines, figures one click away.
import "uplot/dist/uPlot.min.css";
import uPlot from "uplot";
import { type ChartData, fitted, range, spread, stack } from "./chart-data";

const DASHES = [[], [6, 3], [2, 3], [10, 4, 2, 4], [1, 2]];
const drawn = new Map<HTMLElement, uPlot>();

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function compact(value: number): string {
  return new Intl.NumberFormat(document.documentElement.lang, {
    notation: "compact",
    maximumFractionDigits: 1,
  }).format(value);
}

function whole(value: number): string {
  return new Intl.NumberFormat(document.documentElement.lang).format(value);
}

function label(text: string, left: number, top: number, colour: string): HTMLElement {
  const span = document.createElement("span");
  span.textContent = text;
  span.style.left = `${left}px`;
  span.style.top = `${top}px`;
  span.style.color = colour;
  return span;
}

/** The words beside a line's end or a band's middle: no legend to look up. */
function nameSeries(plot: uPlot, data: ChartData, place: HTMLElement): void {
  const last = data.labels.length - 1;
  const tops = data.series.map((_, at) => plot.data[plotIndex(data, at)]![last] ?? 0);
  const middles = tops.map((top, at) =>
    data.kind === "stacked" ? (top + (tops[at - 1] ?? 0)) / 2 : top,
  );
  const low = plot.bbox.top / devicePixelRatio;
  const wanted = middles.map((value) => plot.valToPos(value, "y") + low - 9);
  const right = (plot.bbox.left + plot.bbox.width) / devicePixelRatio + 4;
  const high = low + plot.bbox.height / devicePixelRatio - 16;
  const places = spread(wanted, 17, low - 8, high);
  data.series.forEach((one, at) => {
    place.append(label(one.name, right, places[at]!, token(`--series-${one.colour}`)));
  });
}

function nameBars(plot: uPlot, data: ChartData, place: HTMLElement): void {
  const values = data.series[0]?.values ?? [];
  const step = plot.bbox.width / devicePixelRatio / Math.max(1, values.length);
  if (step < 34) return;
  values.forEach((value, at) => {
    if (value === null) return;
    const left = plot.valToPos(at, "x") + plot.bbox.left / devicePixelRatio;
    const top = plot.valToPos(value, "y") + plot.bbox.top / devicePixelRatio - 20;
    const span = label(compact(value), left, top, token("--ink"));
    span.style.transform = "translateX(-50%)";
    place.append(span);
  });
}

/** Stacked series are drawn from the tallest down, so the first is drawn last. */
function plotIndex(data: ChartData, at: number): number {
  return data.kind === "stacked" ? data.series.length - at : at + 1;
}

function seriesOptions(data: ChartData): uPlot.Series[] {
  const bars = uPlot.paths.bars!({ size: [0.66, 48], radius: 0.06 });
  const options = data.series.map((one, at): uPlot.Series => {
    const colour = token(`--series-${one.colour}`);
    if (data.kind === "line") {
      return {
        label: one.name,
        stroke: colour,
        width: 2,
        dash: DASHES[at % DASHES.length] ?? [],
        points: { show: data.labels.length < 16, fill: token("--surface") },
      };
    }
    return {
      label: one.name,
      fill: colour,
      stroke: token("--surface"),
      width: 1,
      paths: bars,
      points: { show: false },
    };
  });
  return data.kind === "stacked" ? options.reverse() : options;
}

function columns(data: ChartData): uPlot.AlignedData {
  const x = data.labels.map((_, at) => at);
  const values =
    data.kind === "stacked" ? stack(data.series).reverse() : data.series.map((s) => s.values);
  return [x, ...values] as uPlot.AlignedData;
}

function options(data: ChartData, box: HTMLElement, labels: HTMLElement): uPlot.Options {
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const named = data.kind !== "bars" || data.series.length > 1;
  const longest = Math.max(...data.series.map((one) => one.name.length));
  const right = named ? Math.min(140, longest * 7 + 12) : 8;
  const widest = Math.max(0, ...data.labels.map((one) => one.length));
  const isDated = /^\d/.test(data.labels[0] ?? "");
  const letters = (box.clientWidth - 56 - right) / Math.max(1, data.labels.length) / 7;
  const grid = { stroke: token("--line"), width: 1 };
  const axis = { stroke: token("--ink-quiet"), font, ticks: { show: false } };
  return {
    width: box.clientWidth,
    height: box.clientHeight,
    padding: [16, right, 0, 0],
    legend: { show: false },
    cursor: { show: true, y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: {
        time: false,
        range: (_, low, high) => (data.kind === "line" ? [low, high] : [low - 0.5, high + 0.5]),
      },
      y: { range: (_, low, high) => range(data.kind, low, high) },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        space: isDated ? widest * 7 + 10 : 1, // days may be left out, names may not
        incrs: [1, 2, 3, 4, 6, 12, 24],
        values: (_, ticks) => ticks.map((tick) => fitted(data.labels[tick] ?? "", isDated ? widest : letters)),
      },
      { ...axis, grid, size: 56, space: 40, values: (_, ticks) => ticks.map(compact) },
    ],
    series: [{}, ...seriesOptions(data)],
    hooks: {
      draw: [
        (plot) => {
          labels.replaceChildren();
          if (named) nameSeries(plot, data, labels);
          else nameBars(plot, data, labels);
        },
      ],
      setCursor: [(plot) => say(plot, data, box)],
    },
  };
}

/** Under the chart: the figures at the pointer, in words. */
function say(plot: uPlot, data: ChartData, box: HTMLElement): void {
  const note = box.parentElement?.querySelector<HTMLElement>("[data-note]");
  const at = plot.cursor.idx;
  if (!note || at === null || at === undefined) return;
  const parts = data.series.map((one) => {
    const value = one.values[at];
    return `${one.name} ${value === null || value === undefined ? "–" : whole(value)}`;
  });
  note.textContent = `${data.labels[at]} : ${parts.join(" · ")} ${data.unit}`;
}

function drawOne(box: HTMLElement): void {
  const source = document.getElementById(box.dataset.chart ?? "");
  if (!source?.textContent) return;
  const data = JSON.parse(source.textContent) as ChartData;
  drawn.get(box)?.destroy();
  box.replaceChildren();
  const labels = document.createElement("div");
  labels.className = "chart-labels";
  drawn.set(box, new uPlot(options(data, box, labels), columns(data), box));
  box.append(labels);
}

function redraw(): void {
  for (const box of drawn.keys()) if (box.isConnected) drawOne(box);
}

function onPaper(paper: boolean): void {
  const page = document.documentElement;
  if (paper) page.dataset.screenTheme = page.dataset.theme;
  page.dataset.theme = paper ? "light" : (page.dataset.screenTheme ?? "auto");
  redraw();
}

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const box = target as HTMLElement;
    drawn.get(box)?.setSize({ width: box.clientWidth, height: box.clientHeight });
  }
});

document.addEventListener("themechange", redraw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
window.addEventListener("beforeprint", () => onPaper(true));
window.addEventListener("afterprint", () => onPaper(false));

/** Draw every chart block inside the element. */
export function draw(root: ParentNode): void {
  for (const box of root.querySelectorAll<HTMLElement>("[data-chart]")) {
    drawOne(box);
    sizes.observe(box);
  }
}

// What a chart block carries, and the arithmetic before anything is drawn.

export interface Series {
  name: string;
  values: (number | null)[];
  colour: number;
}

export interface ChartData {
  kind: "line" | "bars" | "stacked";
  unit: string;
  labels: string[];
  series: Series[];
}

/** Bars stand on each other: the last series carries the total. */
export function stack(series: Series[]): number[][] {
  const below: number[] = [];
  return series.map((one) =>
    one.values.map((value, at) => {
      below[at] = (below[at] ?? 0) + (value ?? 0);
      return below[at];
    }),
  );
}

/** Bars start at zero always; lines may breathe when they stay far from it. */
export function range(kind: ChartData["kind"], low: number, high: number): [number, number] {
  const top = high <= 0 ? 0 : high * 1.12;
  const far = kind === "line" && low > 0 && low > high * 0.6;
  const bottom = far ? low - (high - low) * 0.25 : Math.min(0, low * 1.12);
  return top === bottom ? [bottom, bottom + 1] : [bottom, top];
}

/** A name that fits under its bar: what does not fit is cut off with an ellipsis. */
export function fitted(name: string, letters: number): string {
  return name.length <= letters ? name : `${name.slice(0, Math.max(1, letters - 1)).trimEnd()}…`;
}

/** Labels at the line ends, pushed apart until none lies on another. */
export function spread(places: number[], gap: number, low: number, high: number): number[] {
  const order = places.map((place, at) => ({ place, at })).sort((a, b) => a.place - b.place);
  let least = low;
  for (const one of order) {
    one.place = Math.max(one.place, least);
    least = one.place + gap;
  }
  let most = high;
  for (const one of order.reverse()) {
    one.place = Math.min(one.place, most);
    most = one.place - gap;
  }
  const result: number[] = [];
  for (const one of order) result[one.at] = one.place;
  return result;
}

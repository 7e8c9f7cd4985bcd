export interface AxisValues {
  label: string;
  /** One a run; null where a run has none. */
  values: readonly (string | number | null)[];
}

export interface Axis extends AxisValues {
  /** What stands at its lower and its upper end. */
  low: string;
  high: string;
  /** null of an axis of numbers. */
  names: readonly string[] | null;
  min: number;
  max: number;
}

/** An axis of numbers where every value is one, else of names in the order of the alphabet. */
export function axesOf(columns: readonly AxisValues[]): Axis[] {
  return columns.map((column) => {
    const present = column.values.filter((value) => value !== null);
    const numbers = present.map(Number);
    if (present.every((value, i) => String(value).trim() !== '' && Number.isFinite(numbers[i]))) {
      const [min, max] = [Math.min(...numbers), Math.max(...numbers)];
      return { ...column, names: null, min, max, low: shortNumber(min), high: shortNumber(max) };
    }
    const names = [...new Set(present.map(String))].sort();
    return { ...column, names, min: 0, max: names.length - 1, low: names[0], high: names[names.length - 1] };
  });
}

/** From 0, the lower end, to 1; null of a run that has no value. */
export function positionOn(axis: Axis, value: string | number | null): number | null {
  if (value === null) return null;
  const at = axis.names ? axis.names.indexOf(String(value)) : Number(value);
  return axis.max === axis.min ? 0.5 : (at - axis.min) / (axis.max - axis.min);
}

function shortNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

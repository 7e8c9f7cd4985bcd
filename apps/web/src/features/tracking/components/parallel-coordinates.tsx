import { axesOf, positionOn, type AxisValues } from '../parallel-axes';

interface ParallelCoordinatesProps {
  axes: readonly AxisValues[];
  lines: readonly { name: string; color: string }[];
}

const [height, top, bottom, gap, side] = [260, 34, 30, 132, 70];

/** A line a run through what it was set to and what it reached. Put it inside a Figure. */
export function ParallelCoordinates({ axes: columns, lines }: ParallelCoordinatesProps) {
  const axes = axesOf(columns);
  const width = side * 2 + gap * (axes.length - 1);
  const xOf = (axis: number) => side + axis * gap;
  const yOf = (position: number) => height - bottom - position * (height - top - bottom);
  const pathOf = (run: number) =>
    axes
      .map((axis, at) => ({ x: xOf(at), position: positionOn(axis, axis.values[run]) }))
      .filter(({ position }) => position !== null)
      .map(({ x, position }, i) => `${i === 0 ? 'M' : 'L'}${x} ${yOf(position!).toFixed(1)}`)
      .join(' ');
  return (
    <div style={{ overflowX: 'auto' }}>
      <svg width={width} height={height} style={{ display: 'block', maxWidth: 'none' }} fontSize={11}>
        {axes.map((axis, at) => (
          <g key={axis.label} fill="var(--mantine-color-dimmed)" textAnchor="middle">
            <line
              x1={xOf(at)}
              x2={xOf(at)}
              y1={yOf(0)}
              y2={yOf(1)}
              stroke="var(--chart-grid)"
              strokeWidth={2}
            />
            <text x={xOf(at)} y={14} fill="var(--mantine-color-text)">
              {shortened(axis.label)}
            </text>
            <text x={xOf(at)} y={top - 6}>
              {shortened(axis.high)}
            </text>
            <text x={xOf(at)} y={height - bottom + 16}>
              {axis.low === axis.high ? '' : shortened(axis.low)}
            </text>
          </g>
        ))}
        {lines.map(({ name, color }, run) => (
          <path
            key={`${name} ${run}`}
            d={pathOf(run)}
            fill="none"
            stroke={color}
            strokeWidth={2}
            strokeOpacity={0.85}
          >
            <title>{name}</title>
          </path>
        ))}
      </svg>
    </div>
  );
}

const shortened = (text: string) => (text.length > 20 ? `${text.slice(0, 19)}…` : text);

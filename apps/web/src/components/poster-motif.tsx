import type { ReactElement } from 'react';
import type { Motif, PosterDesign } from './poster-design';

type Draw = (variation: readonly number[]) => ReactElement;
const range = (count: number) => Array.from({ length: count }, (_, index) => index);

const moon: Draw = ([a, b]) => {
  const x = 50 + a * 100;
  const y = 70 + b * 40;
  return (
    <>
      <circle cx={x} cy={y} r="74" fill="var(--poster-glow)" opacity="0.12" />
      <circle cx={x} cy={y} r="46" fill="var(--poster-shape)" opacity="0.95" />
      <path
        d={`M0 ${190 + a * 20} Q 60 ${150 + b * 30} 120 ${185} T 200 ${165 + b * 30} V300 H0Z`}
        fill="var(--poster-deep)"
        opacity="0.7"
      />
      <path d={`M0 215 Q 70 ${180 + a * 20} 200 ${220 - b * 20} V300 H0Z`} fill="var(--poster-deep)" />
    </>
  );
};

const rays: Draw = ([a, b]) => {
  const x = 60 + a * 80;
  const y = 150 + b * 60;
  return (
    <>
      {range(12).map((index) => {
        const from = (index / 12) * Math.PI * 2 + a;
        const to = from + Math.PI / 14;
        const point = (angle: number) => `${x + Math.cos(angle) * 380} ${y + Math.sin(angle) * 380}`;
        return (
          <path
            key={index}
            d={`M${x} ${y} L${point(from)} L${point(to)}Z`}
            fill="var(--poster-shape)"
            opacity="0.32"
          />
        );
      })}
      <circle cx={x} cy={y} r={30 + b * 14} fill="var(--poster-glow)" opacity="0.9" />
    </>
  );
};

const blinds: Draw = ([a, b]) => (
  <g transform={`rotate(${-14 + a * 28} 100 120)`}>
    {range(11).map((index) => (
      <rect
        key={index}
        x="-80"
        y={-30 + index * 26}
        width="360"
        height={8 + b * 8}
        fill="var(--poster-shape)"
        opacity={0.5 - index * 0.032}
      />
    ))}
    <circle cx={50 + a * 90} cy="112" r="44" fill="var(--poster-deep)" opacity="0.86" />
    <rect x={38 + a * 90} y="140" width="24" height="200" fill="var(--poster-deep)" opacity="0.86" />
  </g>
);

const towers: Draw = (variation) => (
  <>
    <circle cx={150 - variation[2] * 100} cy="80" r="34" fill="var(--poster-glow)" opacity="0.75" />
    {range(6).map((index) => {
      const height = 90 + variation[index % variation.length] * 120;
      return (
        <g key={index} transform={`translate(${index * 34 - 2} ${300 - height - 30})`}>
          <rect width="31" height="300" fill="var(--poster-deep)" opacity={0.72 + (index % 2) * 0.22} />
          {range(8).map((row) =>
            (row * 3 + index * 5) % 4 < 2 ? (
              <rect
                key={row}
                x={6 + ((row + index) % 2) * 11}
                y={10 + row * 14}
                width="7"
                height="6"
                fill="var(--poster-shape)"
                opacity="0.85"
              />
            ) : null,
          )}
        </g>
      );
    })}
  </>
);

const arcs: Draw = ([a, b]) => (
  <g fill="none" stroke="var(--poster-shape)" strokeWidth={5 + b * 6}>
    {range(8).map((index) => (
      <circle
        key={index}
        cx={a > 0.5 ? 200 : 0}
        cy={60 + b * 90}
        r={22 + index * 22}
        opacity={0.86 - index * 0.1}
      />
    ))}
  </g>
);

const peaks: Draw = ([a, b, c]) => (
  <>
    <circle cx={40 + b * 120} cy={58 + a * 30} r="24" fill="var(--poster-glow)" opacity="0.9" />
    <path d={`M-20 240 L${40 + a * 40} ${96 + b * 30} L150 240Z`} fill="var(--poster-shape)" opacity="0.55" />
    <path
      d={`M60 250 L${130 + c * 40} ${120 + a * 30} L240 250Z`}
      fill="var(--poster-shape)"
      opacity="0.85"
    />
    <path d={`M-20 300 L${60 + b * 60} ${180 + c * 20} L220 300Z`} fill="var(--poster-deep)" />
  </>
);

const orbit: Draw = ([a, b]) => (
  <g transform={`rotate(${-30 + a * 60} 100 116)`}>
    <ellipse
      cx="100"
      cy="116"
      rx="118"
      ry={26 + b * 16}
      fill="none"
      stroke="var(--poster-shape)"
      strokeWidth="2.5"
      opacity="0.7"
    />
    <circle cx="100" cy="116" r="52" fill="var(--poster-shape)" opacity="0.92" />
    <path d="M48 116 A52 52 0 0 0 152 116 A90 60 0 0 1 48 116Z" fill="var(--poster-deep)" opacity="0.5" />
    <path
      d={`M-18 116 A118 ${26 + b * 16} 0 0 0 218 116`}
      fill="none"
      stroke="var(--poster-glow)"
      strokeWidth="5"
    />
    <circle cx={20 + b * 30} cy={60} r="5" fill="var(--poster-glow)" />
    <circle cx={170} cy={30 + a * 20} r="2.5" fill="var(--poster-glow)" />
  </g>
);

const runway: Draw = ([a, b]) => {
  const x = 70 + a * 60;
  const y = 105 + b * 25;
  return (
    <>
      <circle cx={x} cy={y - 18} r="38" fill="var(--poster-glow)" opacity="0.85" />
      <rect y={y} width="200" height="200" fill="var(--poster-deep)" />
      <g stroke="var(--poster-shape)" strokeWidth="2" opacity="0.85">
        {range(13).map((index) => (
          <line key={index} x1={x} y1={y} x2={(index - 6) * 62 + x} y2="300" />
        ))}
        {range(7).map((index) => (
          <line
            key={`row ${index}`}
            x1="0"
            x2="200"
            y1={y + (index / 7) ** 2 * 195}
            y2={y + (index / 7) ** 2 * 195}
          />
        ))}
      </g>
    </>
  );
};

const dots: Draw = ([a, b]) => (
  <g fill="var(--poster-shape)">
    {range(48).map((index) => {
      const column = index % 6;
      const row = Math.floor(index / 6);
      const reach = Math.hypot(column - a * 5, row - b * 5);
      return (
        <circle
          key={index}
          cx={18 + column * 33}
          cy={18 + row * 30}
          r={Math.max(2, 15 - reach * 2.4)}
          opacity="0.92"
        />
      );
    })}
  </g>
);

const waves: Draw = ([a, b]) => (
  <>
    <circle cx={50 + a * 100} cy={70 + b * 20} r={30 + a * 12} fill="var(--poster-glow)" opacity="0.9" />
    {range(6).map((index) => {
      const y = 110 + index * 26;
      const swing = (index % 2 ? -1 : 1) * (12 + b * 16);
      return (
        <path
          key={index}
          d={`M0 ${y} C 50 ${y - swing} 80 ${y + swing} 120 ${y} S 180 ${y - swing} 200 ${y + 6} V300 H0Z`}
          fill={index % 2 ? 'var(--poster-deep)' : 'var(--poster-shape)'}
          opacity={0.62 + index * 0.05}
        />
      );
    })}
  </>
);

const drawings: Record<Motif, Draw> = { moon, rays, blinds, towers, arcs, peaks, orbit, runway, dots, waves };

/** The picture part of a poster, in a 200 × 300 box, coloured by the poster's own variables. */
export function PosterMotif({ design }: { design: PosterDesign }) {
  return (
    <svg viewBox="0 0 200 300" preserveAspectRatio="xMidYMid slice" focusable="false">
      {drawings[design.motif](design.variation)}
    </svg>
  );
}

import classes from './star-row.module.css';

const star = 'M12 2.2l2.95 6.3 6.9.86-5.08 4.76 1.32 6.83L12 17.6l-6.09 3.35 1.32-6.83L2.15 9.36l6.9-.86z';

interface StarRowProps {
  /** 0 to 5; fractions fill part of a star. */
  value: number;
  /** Height in pixels. */
  size?: number;
}

/** Five stars, filled to `value`. Decoration: say the number beside it or in a label around it. */
export function StarRow({ value, size = 16 }: StarRowProps) {
  return (
    <span className={classes.row} style={{ height: size, width: size * 5 }} aria-hidden="true">
      <Stars className={classes.empty} />
      <span className={classes.clip} style={{ width: `${(Math.min(5, Math.max(0, value)) / 5) * 100}%` }}>
        <Stars className={classes.full} width={size * 5} />
      </span>
    </span>
  );
}

function Stars({ className, width }: { className: string; width?: number }) {
  return (
    <svg viewBox="0 0 120 24" className={className} style={{ width }} focusable="false">
      {[0, 24, 48, 72, 96].map((x) => (
        <path key={x} d={star} transform={`translate(${x} 0)`} />
      ))}
    </svg>
  );
}

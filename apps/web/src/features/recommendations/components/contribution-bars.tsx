import { formatSigned } from '../contributions';
import classes from './contribution-bars.module.css';

export interface Contribution {
  key: string | number;
  label: string;
  contribution: number;
}

interface ContributionBarsProps {
  label: string;
  contributions: readonly Contribution[];
  /** The contribution, without its sign, that fills half the width. */
  greatest: number;
}

/** What adds to a number and what takes from it: bars to the right and to the left of a line. */
export function ContributionBars({ label, contributions, greatest }: ContributionBarsProps) {
  return (
    <ul className={classes.bars} aria-label={label}>
      {contributions.map(({ key, label: name, contribution }) => (
        <li key={key}>
          <span className={classes.name}>{name}</span>
          <span className={classes.track} aria-hidden="true">
            <span
              className={contribution < 0 ? classes.against : classes.for}
              style={{ width: `${greatest > 0 ? (50 * Math.abs(contribution)) / greatest : 0}%` }}
            />
          </span>
          <span className={`numeric ${classes.value}`}>{formatSigned(contribution)}</span>
        </li>
      ))}
    </ul>
  );
}

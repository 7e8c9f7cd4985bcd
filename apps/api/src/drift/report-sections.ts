import type { DriftReport, ReportChart, ReportSection } from '@marquee/drift';
import type { OnlineErrorDay } from '../metrics/index.js';
import type { StoredReport } from './drift-report.js';
import { dataSentence, type DriftFindings } from './drift-findings.js';
import type { Harm } from './harm.js';
import { jointFeatures } from './watched-columns.js';

/** A stored report as the page that can be sent to a colleague shows it. */
export function toPage(report: StoredReport): DriftReport {
  const { findings, harm, days } = report;
  return {
    ...findings,
    headline: [harm.verdict === 'insufficient-data' ? '' : harm.summary, dataSentence(findings)]
      .filter(Boolean)
      .join(' '),
    sections: [costSection(harm, days), doneSection(report), ...findingsSections(findings)],
  };
}

/** What findings say beside their columns. */
export function findingsSections(findings: DriftFindings): ReportSection[] {
  return [cohortSection(findings), jointSection(findings), factsSection(findings)];
}

function costSection(
  { summary, online, cohorts, besidePrevious }: Harm,
  days: readonly OnlineErrorDay[],
): ReportSection {
  const paragraphs = [summary];
  if (besidePrevious) {
    const { ownRmse, otherRmse, otherVersion, ratings } = besidePrevious;
    paragraphs.push(
      `On the ${ratings} ratings that both have predicted, version ${otherVersion}, which served before, would have had an RMSE of ${otherRmse.toFixed(3)}, the champion has ${ownRmse.toFixed(3)}.`,
    );
  }
  const all = online ? [{ cohort: 'all', ...online }, ...cohorts] : cohorts;
  return {
    title: 'What it costs',
    paragraphs,
    chart: errorChart(days),
    table: {
      head: ['Who or what', 'Ratings', 'RMSE (95 %)', 'Promised', 'Hit rate at 10'],
      rows: all.map(({ cohort, ratings, rmse, rmseLower, rmseUpper, promised, hitRate }) => [
        cohort,
        String(ratings),
        `${decimal(rmse)} (${decimal(rmseLower)} to ${decimal(rmseUpper)})`,
        decimal(promised.rmse),
        percent(hitRate),
      ]),
    },
  };
}

/** RMSE by day of champion and challenger, and what the champion of the day promised. */
export function errorChart(days: readonly OnlineErrorDay[]): ReportChart | undefined {
  const labels = [...new Set(days.map(({ day }) => day))].sort();
  if (labels.length === 0) return undefined;
  const of = (alias: string): (OnlineErrorDay | undefined)[] =>
    labels.map((label) => days.filter((one) => one.day === label && one.alias === alias).at(-1));
  const challenger = of('challenger').map((one) => one?.rmse ?? null);
  return {
    title: 'RMSE by day on ratings as they came',
    labels,
    lines: [
      { name: 'champion', values: of('champion').map((one) => one?.rmse ?? null) },
      { name: 'promised', values: of('champion').map((one) => one?.promised.rmse ?? null) },
      ...(challenger.some((value) => value !== null) ? [{ name: 'challenger', values: challenger }] : []),
    ],
  };
}

function doneSection({ action, reason, jobId, outcome }: StoredReport): ReportSection {
  const started = jobId === null ? [] : [`Training ${jobId} was started because of this report.`];
  return {
    title: 'What was done',
    paragraphs: [`${actionWords[action]}: ${reason}`, ...started, ...(outcome ? [outcome.summary] : [])],
  };
}

const actionWords = {
  ignore: 'Nothing',
  alert: 'An alert',
  retrain: 'A training',
  rollback: 'The champion was taken back',
} as const;

function cohortSection({ cohorts }: DriftFindings): ReportSection {
  return {
    title: 'For whom ratings moved',
    paragraphs: [
      'People by how much they have rated (fewer than 20, fewer than 100, more), films by whether they are among those that hold four fifths of all ratings.',
    ],
    table: {
      head: ['Who or what', 'Ratings then → now', 'Mean then → now', 'Cliff’s δ (95 %)'],
      rows: cohorts.map(({ cohort, reference, current, effect }) => [
        cohort,
        `${reference.ratings} → ${current.ratings}`,
        `${decimal(reference.mean, 2)} → ${decimal(current.mean, 2)}`,
        effect
          ? `${decimal(effect.value, 2)} (${decimal(effect.lower, 2)} to ${decimal(effect.upper, 2)})`
          : 'too few',
      ]),
    },
  };
}

function jointSection({ multivariate: { auc, lower, upper, importance } }: DriftFindings): ReportSection {
  const most = importance
    .map((share, i) => ({ share, name: jointFeatures[i] ?? `feature ${i}` }))
    .sort((a, b) => b.share - a.share)
    .slice(0, 3)
    .map(({ name, share }) => `${name.replaceAll('_', ' ')} (${percent(share)})`);
  const told =
    auc === null
      ? 'There are too few ratings, or too few people, to tell.'
      : `A classifier that sees all columns at once tells a current rating from a reference one in ${Math.round(auc * 100)} of 100 pairs (95 %: ${decimal(lower, 2)} to ${decimal(upper, 2)}; 0.50 is chance), mostly by ${most.join(', ')}.`;
  return { title: 'All columns at once', paragraphs: [told] };
}

function factsSection({ facts: { newcomers, concentration, checks } }: DriftFindings): ReportSection {
  return {
    title: 'New people and films, concentration, data checks',
    paragraphs: [
      `${newcomers.people} new people gave ${percent(newcomers.ratingShareOfPeople)} of the current ratings; ${newcomers.films} new films got ${percent(newcomers.ratingShareOfFilms)}.`,
      `The hundred most rated films of each window hold ${percent(concentration.reference)} then and ${percent(concentration.current)} now, of equally many ratings.`,
    ],
    table: {
      head: ['Ratings', 'Then', 'Now', ''],
      rows: checks.map(({ name, reference, current, suspicious }) => [
        name,
        percent(reference),
        percent(current),
        suspicious ? 'look at it' : 'fine',
      ]),
    },
  };
}

function decimal(value: number | null, digits = 3): string {
  return value === null ? '–' : value.toFixed(digits).replace('-', '−');
}

function percent(share: number | null): string {
  return share === null ? '–' : `${Number((share * 100).toFixed(1))} %`;
}

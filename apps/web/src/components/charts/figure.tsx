import { Skeleton } from '@mantine/core';
import { Suspense, useId, type ReactNode } from 'react';
import classes from './figure.module.css';

export interface FigureTable {
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
}

interface FigureProps {
  title: string;
  /** What the chart shows, in a sentence: the chart's text alternative. */
  summary: string;
  /** The numbers behind the drawing, for those who cannot or do not want to see it. */
  table: FigureTable;
  height?: number;
  children: ReactNode;
}

/** A chart with its caption, a sentence that says the same, and its numbers as a table on demand. */
export function Figure({ title, summary, table, height = 240, children }: FigureProps) {
  const id = useId();
  return (
    <figure className={classes.figure} aria-labelledby={`${id}-title`} aria-describedby={`${id}-summary`}>
      <figcaption>
        <span id={`${id}-title`} className={classes.title}>
          {title}
        </span>
        <span id={`${id}-summary`} className={classes.summary}>
          {summary}
        </span>
      </figcaption>
      <div aria-hidden="true" style={{ minHeight: height }}>
        <Suspense fallback={<Skeleton height={height} />}>{children}</Suspense>
      </div>
      <details className={classes.numbers}>
        <summary>
          Numbers<span className="visually-hidden"> of {title}</span>
        </summary>
        <div className={classes.scroll} tabIndex={0} role="group" aria-label={`Numbers of ${title}`}>
          <table>
            <thead>
              <tr>
                {table.columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map((row, index) => (
                <tr key={index}>
                  {row.map((cell, column) => (
                    <td key={column}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

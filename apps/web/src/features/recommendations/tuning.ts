export type Rerank = 'mmr' | 'dpp' | 'none';

/** What a person may turn of their list. */
export interface Tuning {
  /** Only films of one of these genres; all when empty. */
  genres: readonly string[];
  /** 0 = the best guesses, however alike; 1 = as varied as possible. */
  diversity: number;
  /** How it is made varied. */
  rerank: Rerank;
  /** 0 to 1: how much the genres of the list follow those that the person likes. */
  calibration: number;
  /** 0 to 1: how much fame counts against a film. */
  popularityDebias: number;
  /** 0 to 1: the greatest share of places for films that nobody has rated. */
  newFilms: number;
  /** Expressions of the API; empty for none. */
  filter: string;
  boost: string;
  count: number;
}

export const defaultTuning: Tuning = {
  genres: [],
  diversity: 0.2,
  rerank: 'mmr',
  calibration: 0,
  popularityDebias: 0,
  newFilms: 0.1,
  filter: '',
  boost: '',
  count: 20,
};

const reranks: readonly string[] = ['mmr', 'dpp', 'none'] satisfies Rerank[];

/** The tuning that a page address holds; what is missing or makes no sense keeps its default. */
export function tuningFrom(search: URLSearchParams): Tuning {
  const share = (name: 'diversity' | 'calibration' | 'popularityDebias' | 'newFilms'): number => {
    const given = Number(search.get(name) ?? NaN);
    return given >= 0 && given <= 1 ? given : defaultTuning[name];
  };
  const rerank = search.get('rerank') ?? '';
  return {
    ...defaultTuning,
    genres: search.get('genres')?.split(',').filter(Boolean) ?? [],
    diversity: share('diversity'),
    calibration: share('calibration'),
    popularityDebias: share('popularityDebias'),
    newFilms: share('newFilms'),
    rerank: reranks.includes(rerank) ? (rerank as Rerank) : defaultTuning.rerank,
    filter: search.get('filter') ?? '',
    boost: search.get('boost') ?? '',
  };
}

/** The address with some of the tuning changed; what is as by default is left out of it. */
export function withTuning(search: URLSearchParams, change: Partial<Tuning>): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries(change)) {
    const text = Array.isArray(value) ? value.join(',') : String(value);
    if (text === String(defaultTuning[name as keyof Tuning])) next.delete(name);
    else next.set(name, text);
  }
  return next;
}

const fineKnobs = ['rerank', 'calibration', 'popularityDebias', 'newFilms', 'filter', 'boost'] as const;

/** Whether anything behind "Fine-tune" is turned. */
export function isFineTuned(tuning: Tuning): boolean {
  return fineKnobs.some((name) => tuning[name] !== defaultTuning[name]);
}

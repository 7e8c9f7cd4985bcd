import { seededRandom } from '@marquee/recommender';
import { FilterSyntaxError } from './filter.errors.js';
import {
  experimentDialect,
  loggedModelDialect,
  modelVersionDialect,
  registeredModelDialect,
  runDialect,
  type Condition,
} from './filter-language.js';
import { parseFilter } from './parse-filter.js';
import { parseOrderBy } from './parse-order-by.js';

const faultOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    if (error instanceof FilterSyntaxError) return error.message;
    throw error;
  }
  return 'none';
};

describe('parseFilter', () => {
  it.each<[string, Condition]>([
    ['metrics.rmse < 0.9', { entity: 'metric', key: 'rmse', comparator: '<', value: 0.9 }],
    ['metric.a.b>=-1.5e-3', { entity: 'metric', key: 'a.b', comparator: '>=', value: -0.0015 }],
    ['metrics.`a b`!=.5', { entity: 'metric', key: 'a b', comparator: '!=', value: 0.5 }],
    ['params."x y" = "v"', { entity: 'param', key: 'x y', comparator: '=', value: 'v' }],
    ["parameters.x like '%v_'", { entity: 'param', key: 'x', comparator: 'LIKE', value: '%v_' }],
    ["tags.mlflow.user ILIKE 'A'", { entity: 'tag', key: 'mlflow.user', comparator: 'ILIKE', value: 'A' }],
    ["tag.'a' = ''", { entity: 'tag', key: 'a', comparator: '=', value: '' }],
    ["tags.a = 'it''s'", { entity: 'tag', key: 'a', comparator: '=', value: "it's" }],
    ["tags.`a\"b` = 'AND x'", { entity: 'tag', key: 'a"b', comparator: '=', value: 'AND x' }],
    ['tags.a IS NULL', { entity: 'tag', key: 'a', comparator: 'IS NULL', value: null }],
    ['params.a is  not  null', { entity: 'param', key: 'a', comparator: 'IS NOT NULL', value: null }],
    ["status = 'FINISHED'", { entity: 'attribute', key: 'status', comparator: '=', value: 'FINISHED' }],
    ['attr.start_time > 5', { entity: 'attribute', key: 'start_time', comparator: '>', value: 5 }],
    ['Created <= 5.5', { entity: 'attribute', key: 'start_time', comparator: '<=', value: 5.5 }],
    ["`Run name` = 'x'", { entity: 'attribute', key: 'run_name', comparator: '=', value: 'x' }],
    [
      'run.run_id not in (\'a\', "b",)',
      { entity: 'attribute', key: 'run_id', comparator: 'NOT IN', value: ['a', 'b'] },
    ],
    ["datasets.name IN ('a')", { entity: 'dataset', key: 'name', comparator: 'IN', value: ['a'] }],
  ])('reads %s', (text, expected) => {
    expect(parseFilter(text, runDialect)).toEqual([expected]);
    expect(parseFilter(`\n ${text}\t`, runDialect)).toEqual([expected]);
  });

  it('reads comparisons joined by AND in any case, in their order', () => {
    const keys = parseFilter("metrics.a>1 AND params.b='c' and tags.AND = 'd'", runDialect);
    expect(keys.map(({ key }) => key)).toEqual(['a', 'b', 'AND']);
  });

  it('finds everything by an empty text', () => {
    expect(parseFilter('', runDialect)).toEqual([]);
    expect(parseFilter(' \n', runDialect)).toEqual([]);
  });

  it.each([
    [
      'metrics.a > 1 OR metrics.b > 2',
      'OR is not understood: comparisons are joined by AND, at position 14.',
    ],
    ['metrics.a > 1 metrics.b > 2', 'Expected AND or the end, found "metrics.b", at position 14.'],
    ['metrics.a > 1 AND ', 'Expected a comparison after AND, found the end, at position 18.'],
    ['(metrics.a > 1)', 'Brackets are not understood here, at position 0.'],
    ['metrics.a > 1;', 'Expected AND or the end, found ";", at position 13.'],
    ['1 < metrics.a', 'Expected a name such as metrics.rmse, found "1", at position 0.'],
    [
      'foo.a = 1',
      'Invalid entity type "foo", expected one of metric, param, tag, attribute, dataset, at position 0.',
    ],
    ["metrics.a = 'x'", 'Expected a number for metric "a", found "\'", at position 12.'],
    ['params.a = 3', 'Expected a quoted text for param "a" (e.g. \'my-value\'), found "3", at position 11.'],
    [
      'params.a = `v`',
      'Expected a quoted text for param "a" (e.g. \'my-value\'), found "`", at position 11.',
    ],
    [
      "params.a > 'x'",
      'Invalid comparator > for param "a", expected one of =, !=, LIKE, ILIKE, IS NULL, IS NOT NULL, at position 9.',
    ],
    ['metrics.a == 1', 'Invalid comparator ==, expected one of =, !=, <, <=, >, >=, at position 10.'],
    ['metrics.a <> 1', 'Invalid comparator <>, expected one of =, !=, <, <=, >, >=, at position 10.'],
    [
      'metrics.a IS NULL',
      'Invalid comparator IS NULL for metric "a", expected one of =, !=, <, <=, >, >=, at position 10.',
    ],
    ['metrics.a between 1 and 2', 'Expected a comparator, found "between", at position 10.'],
    ["run_id NOT LIKE 'a'", 'Expected a comparator, found "NOT", at position 7.'],
    ['run_id IN ()', 'Expected a quoted text in the list, found ")", at position 11.'],
    ["run_id IN ('a' 'b')", 'Expected "," or ")" in the list, found "\'", at position 15.'],
    [
      "status IN ('a')",
      'Invalid comparator IN for attribute "status", expected one of =, !=, LIKE, ILIKE, at position 7.',
    ],
    ["dataset.foo = 'x'", 'Invalid dataset key "foo", expected one of name, digest, context, at position 0.'],
    [
      "params.a-b = 'x'",
      'Unexpected "-" in a name: put backticks round a key with such characters, at position 8.',
    ],
    ["params.a = 'x", "The quote ' is not closed, at position 11."],
    ["params.`a = 'x'", 'The quote ` is not closed, at position 7.'],
    ['metrics.a > 0x10', 'Expected a finite decimal number, at position 12.'],
    ['metrics.a > 1e999', 'Expected a finite decimal number, at position 12.'],
    ["tags. = 'x'", 'Expected a key after "tags.", found " ", at position 5.'],
    ["tags.a = 'x\0'", 'The text has a NUL character, at position 11.'],
  ])('says what is wrong with %j and where', (text, fault) => {
    expect(faultOf(() => parseFilter(text, runDialect))).toBe(fault);
  });

  it('refuses what is longer than anybody writes', () => {
    expect(faultOf(() => parseFilter(`tags.a = '${'x'.repeat(20_000)}'`, runDialect))).toBe(
      'A filter has at most 20000 characters, at position 20000.',
    );
    expect(faultOf(() => parseFilter(Array(101).fill("tags.a = 'x'").join(' AND '), runDialect))).toBe(
      'A filter has at most 100 comparisons, at position 1700.',
    );
  });

  it('lists the attributes there are when one is not known', () => {
    expect(faultOf(() => parseFilter("lifecycle = 'x'", experimentDialect))).toBe(
      'Invalid attribute key "lifecycle", expected one of experiment_id, name, creation_time, last_update_time, at position 0.',
    );
  });

  it('keeps times within what the database holds; the comparison means the same', () => {
    expect(parseFilter('start_time < 1e300', runDialect)[0]?.value).toBe(8_640_000_000_000_000);
    expect(parseFilter('start_time > -1e300', runDialect)[0]?.value).toBe(-62_135_596_800_000);
  });

  it('knows what each kind of thing can be asked for', () => {
    const versions = "name = 'm' AND version_number >= '3' AND run_id IN ('a') AND tags.t != 'u'";
    expect(parseFilter(versions, modelVersionDialect).map(({ value }) => value)).toEqual([
      'm',
      3,
      ['a'],
      'u',
    ]);
    expect(parseFilter("tags.`mlflow.prompt.is_prompt` != 'true'", registeredModelDialect)).toHaveLength(1);
    expect(parseFilter('metrics.a > 1 AND creation_time > 2', loggedModelDialect)[1]?.key).toBe(
      'creation_timestamp',
    );
    expect(faultOf(() => parseFilter('metrics.a > 1', experimentDialect))).toMatch('Invalid entity type');
    expect(faultOf(() => parseFilter('creation_timestamp > 1', registeredModelDialect))).toMatch(
      'Invalid attribute key',
    );
    expect(faultOf(() => parseFilter('tags.a IS NULL', modelVersionDialect))).toMatch('Invalid comparator');
  });
});

describe('parseOrderBy', () => {
  it.each([
    ['metrics.rmse', { entity: 'metric', key: 'rmse', ascending: true }],
    [' metrics.`a b`  desc ', { entity: 'metric', key: 'a b', ascending: false }],
    ['params."x y" ASC', { entity: 'param', key: 'x y', ascending: true }],
    ['Created DESC', { entity: 'attribute', key: 'start_time', ascending: false }],
    ['attribute.run_id', { entity: 'attribute', key: 'run_id', ascending: true }],
  ])('reads %s', (clause, expected) => {
    expect(parseOrderBy(clause, runDialect)).toEqual(expected);
  });

  it.each([
    ['', 'Expected a name such as metrics.rmse, found the end, at position 0.'],
    ['metrics.a DESC, metrics.b', 'Expected ASC, DESC or the end, found ",", at position 14.'],
    ['metrics.a up', 'Expected ASC, DESC or the end, found "up", at position 10.'],
    ['datasets.name', 'Datasets cannot be ordered by, at position 0.'],
    ['foo', /^Invalid attribute key "foo", expected one of run_id, /],
  ])('says what is wrong with "%s"', (clause, fault) => {
    expect(faultOf(() => parseOrderBy(clause, runDialect))).toMatch(fault);
  });

  it('takes the old name of the time of a registered model', () => {
    expect(parseOrderBy('timestamp DESC', registeredModelDialect).key).toBe('last_updated_timestamp');
  });
});

describe('any text whatsoever', () => {
  const fragments =
    'metrics. params. tags. datasets. attr. run_id status start_time a b.c rmse ` " \' \'x\' "y" `z` = != < <= > >= == <> ' +
    'LIKE ILIKE IN NOT IS NULL AND OR ( ) , ; -- /* */ 1 -2.5 1e9 1e999 .5 0x1 NaN é 🎬 \0 \\ \n % _ DESC ASC';
  const pieces = [...fragments.split(' '), ' ', '  '];
  const source = seededRandom(20_261_124);
  const random = (): number => source.uniform();
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)];
  const dialects = [
    runDialect,
    experimentDialect,
    registeredModelDialect,
    modelVersionDialect,
    loggedModelDialect,
  ];

  const sound = [
    "metrics.a > 1 AND tags.b = 'c'",
    'metrics.`a b` DESC',
    "run_id NOT IN ('a', 'b')",
    'params.x IS NULL',
  ];

  /** A sound text with a few characters replaced by a piece. */
  function damaged(): string {
    let text = pick(sound);
    for (let times = Math.floor(random() * 3); times > 0; times--) {
      const at = Math.floor(random() * text.length);
      text = text.slice(0, at) + pick(pieces) + text.slice(at + Math.floor(random() * 4));
    }
    return text;
  }

  function scribble(): string {
    const words = Array.from({ length: 1 + Math.floor(random() * 12) }, () => pick(pieces));
    return words.join(pick(['', ' ']));
  }

  /** @throws whatever is not the named error with a position inside the text */
  function isRead(read: typeof parseFilter | typeof parseOrderBy, text: string): boolean {
    try {
      read(text, pick(dialects));
      return true;
    } catch (error) {
      if (!(error instanceof FilterSyntaxError) || error.position > text.length) throw error;
      return false;
    }
  }

  it('is read or refused by the one named error that points into it', () => {
    const outcomes = { read: 0, refused: 0 };
    for (let round = 0; round < 10_000; round++) {
      const text = pick([damaged, scribble])();
      for (const read of [parseFilter, parseOrderBy]) outcomes[isRead(read, text) ? 'read' : 'refused'] += 1;
    }
    expect(outcomes.read).toBeGreaterThan(500);
    expect(outcomes.refused).toBeGreaterThan(1000);
  });

  it.each([' ', "'", '`', '(', 'a', 'tags.a.', '1', '=', "''", 'é', '\n', "tags.a='' AND "])(
    'takes time in proportion to its length when it repeats %j',
    (piece) => {
      const text = piece.repeat(19_000 / piece.length);
      const started = process.cpuUsage().user;
      for (let round = 0; round < 20; round++) faultOf(() => parseFilter(text, runDialect));
      expect((process.cpuUsage().user - started) / 1e6).toBeLessThan(1);
    },
  );

  it('reads back what was written of any names and values', () => {
    const characters = [...'ab.c\'"`%_ =<>()é🎬,;-'];
    const word = (without: string): string =>
      Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(characters))
        .join('')
        .replaceAll(without, '');
    for (let round = 0; round < 2000; round++) {
      const conditions = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
        const isMetric = random() < 0.5;
        return {
          entity: isMetric ? 'metric' : 'tag',
          key: word('`'),
          comparator: pick(isMetric ? ['=', '<', '>='] : ['=', '!=', 'ILIKE']),
          value: isMetric ? random() * 10 ** pick([-300, 0, 300]) - 0.5 : word(''),
        };
      });
      const text = conditions
        .map(({ entity, key, comparator, value }) => {
          const written = typeof value === 'number' ? value : `'${value.replaceAll("'", "''")}'`;
          return `${entity}.\`${key}\` ${comparator} ${written}`;
        })
        .join(' AND ');
      expect(parseFilter(text, runDialect)).toEqual(conditions);
    }
  });
});

import { aliasFault, modelNameFault, tagFault } from './registry-names.js';

describe('names in the registry', () => {
  it.each(['champion', 'blue-green_2', 'été', 'vx1', 'V', 'a'.repeat(255)])(
    'take %s as an alias',
    (alias) => {
      expect(aliasFault(alias)).toBeNull();
    },
  );

  it.each(['', 'latest', 'Latest', 'v1', 'V23', 'a b', 'a/b', 'a.b', 'a'.repeat(256)])(
    'refuse %j as an alias',
    (alias) => expect(aliasFault(alias)).not.toBeNull(),
  );

  it('take any name of a model that an address can hold', () => {
    expect(['front page', 'a.b', 'x'.repeat(256)].map(modelNameFault)).toEqual([null, null, null]);
    for (const name of ['', '  ', 'a/b', 'a:b', 'x'.repeat(257)]) expect(modelNameFault(name)).not.toBeNull();
  });

  it('bound keys and values of tags', () => {
    expect(tagFault('mlflow.source/type', '')).toBeNull();
    expect(tagFault('', 'x')).not.toBeNull();
    expect(tagFault('k'.repeat(251), 'x')).not.toBeNull();
    expect(tagFault('k', 'x'.repeat(5001))).not.toBeNull();
  });
});

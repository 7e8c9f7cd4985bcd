import { readImportWords } from './import-words.js';

describe('the words of the import command', () => {
  it('are a source and what to do where it is other data', () => {
    expect(readImportWords(['ml-100k'])).toEqual({ source: 'ml-100k', options: {} });
    expect(readImportWords(['a.zip', '--as-new-users', '--dry-run'])).toEqual({
      source: 'a.zip',
      options: { onConflict: 'as-new-users', dryRun: true },
    });
    expect(readImportWords(['--replace', 'a'])).toEqual({ source: 'a', options: { onConflict: 'replace' } });
    expect(readImportWords(['--help'])).toBeNull();
  });

  it.each([[[]], [['a', 'b']], [['a', '--merge', '--replace']], [['a', '--mrge']]])(
    'are refused: %j',
    (words) => {
      expect(() => readImportWords(words)).toThrow();
    },
  );
});

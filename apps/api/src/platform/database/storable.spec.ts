import { storableJson, storableText } from './storable.js';

describe('storableText', () => {
  it('replaces what PostgreSQL refuses, and nothing else', () => {
    expect(storableText('a\0b')).toBe('a\uFFFDb');
    expect(storableText('\ud800 😀 \\u0000')).toBe('\uFFFD 😀 \\u0000');
  });
});

describe('storableJson', () => {
  it('does so at any depth', () => {
    expect(storableJson({ lines: [{ text: '1,\0,2' }], count: 3, at: null })).toBe(
      '{"lines":[{"text":"1,\uFFFD,2"}],"count":3,"at":null}',
    );
  });
});

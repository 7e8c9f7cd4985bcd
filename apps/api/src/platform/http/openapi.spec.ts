import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const source = join(import.meta.dirname, '../..');

/** Every class of a file that describes fields to OpenAPI, as "class of file". */
function describedClasses(): { name: string; file: string }[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .flatMap((file) => {
      const text = readFileSync(join(source, file), 'utf8');
      if (!/@ApiProperty|ApiProperty\(/.test(text)) return [];
      return [...text.matchAll(/^(?:export )?(?:abstract )?class (\w+)/gm)].map(([, name]) => ({
        name,
        file,
      }));
    });
}

describe('the schemas of the OpenAPI document', () => {
  it('have names of their own: of two classes with one name the document would keep one', () => {
    const files = new Map<string, string[]>();
    for (const { name, file } of describedClasses()) files.set(name, [...(files.get(name) ?? []), file]);
    expect(files.size).toBeGreaterThan(50);
    expect([...files].filter(([, places]) => places.length > 1)).toEqual([]);
  });
});

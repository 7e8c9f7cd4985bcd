export interface TarEntry {
  name: string;
  content?: string | Buffer;
  /** Makes it a symbolic link. */
  linkTo?: string;
}

const blockBytes = 512;

/** A tar (ustar) of files and symbolic links. Names are written as they are, traps included. */
export function makeTar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap((entry) => {
    const content = Buffer.from(entry.content ?? '');
    const padding = Buffer.alloc(-content.length & (blockBytes - 1));
    return [headerOf(entry, content.length), content, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)]);
}

function headerOf({ name, linkTo }: TarEntry, bytes: number): Buffer {
  const header = Buffer.alloc(blockBytes);
  header.write(name, 0);
  header.write('0000644\0' + '0000000\0'.repeat(2), 100);
  header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0        ', 136);
  header.write(linkTo === undefined ? '0' : '2', 156);
  header.write(linkTo ?? '', 157);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

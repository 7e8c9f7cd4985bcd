import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  name: string;
  content: string | Buffer;
  /** Written instead of the true size: a lie. */
  claimedBytes?: number;
  /** Written instead of the true checksum: a lie. */
  claimedCrc?: number;
  /** Says that the content is encrypted; it is not. */
  encrypted?: boolean;
  /** How the content claims to be compressed; 8 (deflate) unless given, 0 is stored as it is. */
  method?: number;
}

/** A zip archive, deflated. Names are written as they are, traps included. */
export function makeZip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const content = Buffer.from(entry.content);
    const method = entry.method ?? 8;
    const packed = method === 0 ? content : deflateRawSync(content);
    const sizes = Buffer.alloc(26);
    sizes.writeUInt16LE(20, 0);
    sizes.writeUInt16LE((entry.encrypted ? 1 : 0) | (/[^\0-\x7f]/.test(entry.name) ? 0x800 : 0), 2);
    sizes.writeUInt16LE(method, 4);
    sizes.writeUInt32LE(entry.claimedCrc ?? crc32(content), 10);
    sizes.writeUInt32LE(packed.length, 14);
    sizes.writeUInt32LE(entry.claimedBytes ?? content.length, 18);
    sizes.writeUInt16LE(name.length, 22);
    const record = Buffer.alloc(14);
    record.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), sizes, record, name);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), sizes, name, packed]);
    parts.push(local);
    offset += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listing, end]);
}

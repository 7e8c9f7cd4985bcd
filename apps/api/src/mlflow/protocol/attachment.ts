import { StreamableFile } from '@nestjs/common';
import { posix } from 'node:path';
import type { Readable } from 'node:stream';

export interface OpenArtifact {
  content: Readable;
  bytes: number;
}

/** A file to be kept, never shown: what others uploaded is no page of this server. */
export function attachment(path: string, { content, bytes }: OpenArtifact): StreamableFile {
  return new StreamableFile(content, {
    type: 'application/octet-stream',
    disposition: `attachment; filename*=UTF-8''${encodeURIComponent(posix.basename(path))}`,
    length: bytes,
  });
}

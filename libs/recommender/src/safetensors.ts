import type { ModelState, Tensor } from './models/model.js';

const HEADER_LENGTH_BYTES = 8;
/** The published limit of a header: 100 MB. */
const MAX_HEADER_BYTES = 100_000_000;
const ALIGNMENT_BYTES = 8;

const arrayOf = { F32: Float32Array, F64: Float64Array, I32: Int32Array } as const;
type Dtype = keyof typeof arrayOf;

interface TensorHeader {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [begin: number, end: number];
}

/** The bytes are no safetensors file, or one that holds what a model state cannot. */
export class InvalidSafetensorsError extends Error {
  override readonly name = 'InvalidSafetensorsError';
}

/**
 * A model state as a safetensors file:
 *
 *   8 bytes     header length N, unsigned little-endian
 *   N bytes     JSON: name → {dtype, shape, data_offsets: [begin, end)}, `__metadata__` → strings; padded by spaces
 *   the rest    values, row-major, little-endian, without gaps; the data start at a multiple of 8 bytes
 *
 * Wide types come first, then names in order, so every tensor is aligned and the same state gives the same bytes.
 * The host is taken to be little-endian, as every platform of Node but s390x is.
 * Source: https://github.com/huggingface/safetensors (README, "Format").
 *
 * @throws InvalidSafetensorsError if a shape does not fit its data or a tensor is called `__metadata__`
 */
export function encodeSafetensors(state: ModelState): Uint8Array {
  const entries = Object.entries(state.tensors).sort(widestThenByName);
  const header: [string, unknown][] = [];
  const metadata = Object.entries(state.metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  if (metadata.length > 0) header.push(['__metadata__', Object.fromEntries(metadata)]);
  let end = 0;
  for (const [name, tensor] of entries) {
    checkTensor(name, tensor);
    const begin = end;
    end += tensor.data.byteLength;
    header.push([name, { dtype: dtypeOf(tensor), shape: tensor.shape, data_offsets: [begin, end] }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerBytes = Math.ceil(json.length / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  const dataStart = HEADER_LENGTH_BYTES + headerBytes;

  const bytes = new Uint8Array(dataStart + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.set(json, HEADER_LENGTH_BYTES);
  bytes.fill(0x20, HEADER_LENGTH_BYTES + json.length, dataStart);
  let offset = dataStart;
  for (const [, { data }] of entries) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/**
 * The model state in a safetensors file. Everything is checked before anything is read: header length, JSON, types
 * (F32, F64 and I32 are understood), shapes, and that the tensors cover the data exactly, with no overlap and no gap.
 * The arrays are copies; `bytes` may be reused.
 *
 * @throws InvalidSafetensorsError naming what was met and what was expected
 */
export function decodeSafetensors(bytes: Uint8Array): ModelState {
  const { header, dataStart } = readHeader(bytes);
  const { __metadata__: metadata = {}, ...rest } = header;
  const headers = Object.entries(rest).map(
    ([name, value]) => [name, checkTensorHeader(name, value)] as const,
  );
  checkCoverage(headers, bytes.length - dataStart);
  const tensors = headers.map(([name, { dtype, shape, data_offsets }]) => {
    // Not slice: a Buffer's is a view into a shared pool.
    const copy = new Uint8Array(bytes.subarray(dataStart + data_offsets[0], dataStart + data_offsets[1]));
    return [name, { shape, data: new arrayOf[dtype](copy.buffer) }] as const;
  });
  return { tensors: Object.fromEntries(tensors), metadata: checkMetadata(metadata) };
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.length < HEADER_LENGTH_BYTES) {
    throw new InvalidSafetensorsError(
      `The file has ${bytes.length} bytes, expected at least 8 for the header length`,
    );
  }
  const declared = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true);
  if (declared > BigInt(MAX_HEADER_BYTES)) {
    throw new InvalidSafetensorsError(
      `The header claims ${declared} bytes, at most ${MAX_HEADER_BYTES} are allowed`,
    );
  }
  const dataStart = HEADER_LENGTH_BYTES + Number(declared);
  if (dataStart > bytes.length) {
    throw new InvalidSafetensorsError(
      `The header claims ${declared} bytes, the file has ${bytes.length - 8} after its length`,
    );
  }
  return { header: parseHeader(bytes.subarray(HEADER_LENGTH_BYTES, dataStart)), dataStart };
}

function parseHeader(json: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch (error) {
    throw new InvalidSafetensorsError('The header is not JSON in UTF-8', { cause: error });
  }
  if (!isRecord(header)) throw new InvalidSafetensorsError('The header is not a JSON object');
  return header;
}

function checkTensorHeader(name: string, value: unknown): TensorHeader {
  if (!isRecord(value)) throw new InvalidSafetensorsError(`${name}: its header is not a JSON object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !Object.hasOwn(arrayOf, dtype)) {
    throw new InvalidSafetensorsError(`${name}: dtype is ${JSON.stringify(dtype)}, expected F32, F64 or I32`);
  }
  if (!isSizes(shape)) {
    throw new InvalidSafetensorsError(
      `${name}: shape is ${JSON.stringify(shape)}, expected non-negative integers`,
    );
  }
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    throw new InvalidSafetensorsError(
      `${name}: data_offsets is ${JSON.stringify(offsets)}, expected [begin, end]`,
    );
  }
  const [begin, end] = offsets as [number, number];
  const expected = sizeOf(shape) * arrayOf[dtype as Dtype].BYTES_PER_ELEMENT;
  if (end - begin !== expected) {
    throw new InvalidSafetensorsError(
      `${name} has ${end - begin} bytes, expected ${expected} (${dtype}, shape ${shape.join(' × ')})`,
    );
  }
  return { dtype: dtype as Dtype, shape, data_offsets: [begin, end] };
}

function checkCoverage(headers: readonly (readonly [string, TensorHeader])[], dataBytes: number): void {
  const inOrder = [...headers].sort(
    ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  let end = 0;
  for (const [name, { data_offsets: offsets }] of inOrder) {
    if (offsets[0] !== end) {
      const fault = offsets[0] < end ? 'overlaps its predecessor' : 'leaves a gap';
      throw new InvalidSafetensorsError(
        `${name} starts at byte ${offsets[0]} of the data and ${fault}, expected ${end}`,
      );
    }
    end = offsets[1];
  }
  if (end !== dataBytes) {
    throw new InvalidSafetensorsError(`The file has ${dataBytes} bytes of data, its header describes ${end}`);
  }
}

function checkMetadata(metadata: unknown): Record<string, string> {
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== 'string')) {
    throw new InvalidSafetensorsError('__metadata__ is not an object of strings');
  }
  return metadata as Record<string, string>;
}

function checkTensor(name: string, { shape, data }: Tensor): void {
  if (name === '__metadata__') throw new InvalidSafetensorsError('A tensor cannot be called __metadata__');
  if (!isSizes(shape) || sizeOf(shape) !== data.length) {
    throw new InvalidSafetensorsError(`${name} has ${data.length} values, expected ${shape.join(' × ')}`);
  }
}

function widestThenByName([nameA, a]: [string, Tensor], [nameB, b]: [string, Tensor]): number {
  return b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT || (nameA < nameB ? -1 : 1);
}

function dtypeOf({ data }: Tensor): Dtype {
  if (data instanceof Float32Array) return 'F32';
  return data instanceof Float64Array ? 'F64' : 'I32';
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && (size as number) >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

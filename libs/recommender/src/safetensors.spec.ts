import type { ModelState } from './models/model.js';
import { decodeSafetensors, encodeSafetensors, InvalidSafetensorsError } from './safetensors.js';

const state: ModelState = {
  tensors: {
    userFactors: { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 4, 5, 6) },
    itemIds: { shape: [3], data: Int32Array.of(-1, 0, 2147483647) },
    mean: { shape: [], data: Float64Array.of(Math.PI) },
    nothing: { shape: [0, 8], data: new Float32Array(0) },
  },
  metadata: { kind: 'svd', title: 'Amélie ★' },
};

/** A file with this header (object or text) and as many bytes of data. */
function file(header: unknown, dataBytes: number, declaredLength?: number | bigint): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(declaredLength ?? json.length), true);
  bytes.set(json, 8);
  return bytes;
}

describe('encodeSafetensors', () => {
  it('gives back the same state when decoded, types and shapes included', () => {
    const decoded = decodeSafetensors(encodeSafetensors(state));
    expect(decoded).toEqual(state);
    expect(decoded.tensors.mean.data).toBeInstanceOf(Float64Array);
  });

  it('lays the bytes out as published: length, JSON padded by spaces, data from a multiple of eight', () => {
    const bytes = encodeSafetensors({
      tensors: { a: { shape: [1], data: Float32Array.of(1) } },
      metadata: {},
    });
    const json = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  ';
    expect(json.length % 8).toBe(0);
    expect([...bytes.subarray(0, 8)]).toEqual([json.length, 0, 0, 0, 0, 0, 0, 0]);
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + json.length))).toBe(json);
    expect([...bytes.subarray(8 + json.length)]).toEqual([0, 0, 0x80, 0x3f]);
  });

  it('gives the same bytes whatever the order of the keys', () => {
    const reversed = Object.fromEntries(Object.entries(state.tensors).reverse());
    const metadata = Object.fromEntries(Object.entries(state.metadata).reverse());
    expect(encodeSafetensors({ tensors: reversed, metadata })).toEqual(encodeSafetensors(state));
  });

  it('encodes a view into a larger buffer without its surroundings', () => {
    const view = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
    const decoded = decodeSafetensors(
      encodeSafetensors({ tensors: { view: { shape: [2], data: view } }, metadata: {} }),
    );
    expect(decoded.tensors.view.data).toEqual(Float32Array.of(1, 2));
  });

  it('carries a state without tensors', () => {
    expect(decodeSafetensors(encodeSafetensors({ tensors: {}, metadata: {} }))).toEqual({
      tensors: {},
      metadata: {},
    });
  });

  it('refuses a shape that does not fit its data', () => {
    const wrong = { tensors: { a: { shape: [2, 2], data: new Float32Array(3) } }, metadata: {} };
    expect(() => encodeSafetensors(wrong)).toThrow('a has 3 values, expected 2 × 2');
  });
});

describe('decodeSafetensors', () => {
  const f32 = (begin: number, end: number, shape = [(end - begin) / 4]) => ({
    dtype: 'F32',
    shape,
    data_offsets: [begin, end],
  });

  it('reads from a view at any offset of a larger buffer', () => {
    const bytes = encodeSafetensors(state);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeSafetensors(shifted.subarray(3))).toEqual(state);
  });

  it("reads Node's Buffer, whose slice does not copy", () => {
    const buffer = Buffer.concat([Buffer.alloc(3), encodeSafetensors(state)]).subarray(3);
    const decoded = decodeSafetensors(buffer);
    expect(decoded).toEqual(state);
    buffer.fill(0);
    expect(decoded).toEqual(state);
  });

  it('takes tensors listed in another order than they lie', () => {
    const decoded = decodeSafetensors(file({ b: f32(4, 8), a: f32(0, 4) }, 8));
    expect(Object.keys(decoded.tensors)).toEqual(['b', 'a']);
  });

  it('keeps a tensor called __proto__ as a plain entry', () => {
    const decoded = decodeSafetensors(
      file('{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4),
    );
    expect(Object.keys(decoded.tensors)).toEqual(['__proto__']);
  });

  it.each<[string, Uint8Array, string]>([
    ['fewer than eight bytes', new Uint8Array(7), 'has 7 bytes'],
    ['a header longer than the file', file({}, 0, 100), 'claims 100 bytes'],
    ['a header beyond the limit', file({}, 0, 2n ** 63n), 'at most 100000000'],
    ['a header that is not JSON', file('{"a":', 0), 'not JSON'],
    ['a header that is not an object', file('[]', 0), 'not a JSON object'],
    ['an unknown dtype', file({ a: { ...f32(0, 4), dtype: 'BF16' } }, 4), 'dtype is "BF16"'],
    [
      'a dtype that is a property of every object',
      file({ a: { ...f32(0, 4), dtype: 'toString' } }, 4),
      'dtype is "toString"',
    ],
    ['a negative size', file({ a: f32(0, 4, [-1]) }, 4), 'shape is [-1]'],
    [
      'reversed offsets',
      file({ a: { dtype: 'F32', shape: [1], data_offsets: [4, 0] } }, 4),
      'data_offsets is [4,0]',
    ],
    ['offsets that do not fit the shape', file({ a: f32(0, 8, [3]) }, 8), 'a has 8 bytes, expected 12'],
    ['overlapping tensors', file({ a: f32(0, 8), b: f32(4, 12) }, 12), 'overlaps its predecessor'],
    ['a gap between tensors', file({ a: f32(0, 4), b: f32(8, 12) }, 12), 'leaves a gap'],
    ['a truncated file', encodeSafetensors(state).slice(0, -1), 'bytes of data, its header describes'],
    ['bytes after the last tensor', file({ a: f32(0, 4) }, 5), 'has 5 bytes of data'],
    ['metadata that are not strings', file({ __metadata__: { a: 1 } }, 0), '__metadata__'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(InvalidSafetensorsError);
    expect(() => decodeSafetensors(bytes)).toThrow(message);
  });
});

import { ModelTooLargeError } from '../errors.js';
import { wasm, type SharedMemory } from '../kernels/webassembly.js';

const PAGE_BYTES = 65_536;
/** A cache line: arrays begin on one, so that threads do not write into each other's. */
const LINE_BYTES = 64;
/** The most that a 32-bit WebAssembly memory can address. */
const MAX_PAGES = 65_536;

/** Where an array lies in a memory that is yet to be made: its address in bytes, and its length. */
export interface Place {
  readonly address: number;
  readonly length: number;
}

/** Lays out arrays one after the other, so that the memory needed is known before any of it is asked for. */
export class SharedLayout {
  /** Nothing lies at address 0. */
  private end = LINE_BYTES;

  /** @param bytesEach  2 for Uint16Array, 4 for Int32Array, Uint32Array and Float32Array, 8 for Float64Array */
  add(length: number, bytesEach: 2 | 4 | 8 = 4): Place {
    const address = this.end;
    this.end = Math.ceil((address + length * bytesEach) / LINE_BYTES) * LINE_BYTES;
    return { address, length };
  }

  /** Bytes needed for all that was added. */
  get bytes(): number {
    return Math.ceil(this.end / PAGE_BYTES) * PAGE_BYTES;
  }

  /**
   * A shared memory of just this size, all zeros.
   *
   * @param what  named in the error
   * @throws ModelTooLargeError if it would be larger than `maxBytes` or than 4 GiB, or if the system has not so much
   */
  allocate(what: string, maxBytes = Infinity): SharedMemory {
    const allowed = Math.min(maxBytes, MAX_PAGES * PAGE_BYTES);
    if (this.bytes > allowed) throw new ModelTooLargeError(what, this.bytes, allowed);
    const memory = this.tryAllocate();
    if (!memory) throw new ModelTooLargeError(what, this.bytes, 0);
    return memory;
  }

  /** The same, but null where it cannot be had. */
  tryAllocate(): SharedMemory | null {
    const pages = this.bytes / PAGE_BYTES;
    if (pages > MAX_PAGES) return null;
    try {
      return new wasm.Memory({ initial: pages, maximum: pages, shared: true });
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }
}

export function uint16At(memory: SharedMemory, { address, length }: Place): Uint16Array<SharedArrayBuffer> {
  return new Uint16Array(memory.buffer, address, length);
}

export function uint32At(memory: SharedMemory, { address, length }: Place): Uint32Array<SharedArrayBuffer> {
  return new Uint32Array(memory.buffer, address, length);
}

export function int32At(memory: SharedMemory, { address, length }: Place): Int32Array<SharedArrayBuffer> {
  return new Int32Array(memory.buffer, address, length);
}

export function float32At(memory: SharedMemory, { address, length }: Place): Float32Array<SharedArrayBuffer> {
  return new Float32Array(memory.buffer, address, length);
}

export function float64At(memory: SharedMemory, { address, length }: Place): Float64Array<SharedArrayBuffer> {
  return new Float64Array(memory.buffer, address, length);
}

/** The bytes of a place, four for each of its words. */
export function uint8At(memory: SharedMemory, { address, length }: Place): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(memory.buffer, address, 4 * length);
}

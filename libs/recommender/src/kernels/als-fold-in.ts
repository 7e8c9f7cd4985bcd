import { alsScratchFloats, planRowLength } from '../parallel/als-plan.js';
import { float32At, int32At, SharedLayout } from '../parallel/shared-layout.js';
import { compileBuild, instantiateKernels, type Kernels } from './wasm.js';
import type { SharedMemory } from './webassembly.js';

/** One row whose other side is known: what `alsRows` solves. */
export interface SingleRow {
  readonly factorCount: number;
  /** Rows of the other side that it has ratings with, at least one. */
  readonly others: ArrayLike<number>;
  /** [others.length] each rating less the mean of all and the other's bias. */
  readonly targets: ArrayLike<number>;
  /** [otherCount × factorCount] */
  readonly otherFactors: Float32Array;
  readonly penalty: number;
}

interface Workspace {
  readonly memory: SharedMemory;
  readonly kernels: Kernels;
}

/** Grows with the longest history. */
let workspace: Workspace | null = null;

/**
 * Factors and bias of one row by the kernel of assembly/als.ts, in a memory that is used again by the next row.
 *
 * @returns [factorCount + 1], or null where there is no WebAssembly SIMD, or not memory enough
 */
export function solveSingleRow(row: SingleRow): Float32Array | null {
  const { factorCount, others, targets, otherFactors, penalty } = row;
  const count = others.length;
  const rowLength = planRowLength(factorCount);
  const layout = new SharedLayout();
  const places = {
    offsets: layout.add(2),
    others: layout.add(count),
    values: layout.add(count),
    otherRows: layout.add(count * rowLength),
    solution: layout.add(rowLength),
    scratch: layout.add(alsScratchFloats(rowLength)),
    squares: layout.add(1, 8),
  };
  const { memory, kernels } = workspaceOf(layout) ?? {};
  if (!memory || !kernels) return null;
  int32At(memory, places.offsets).set([0, count]);
  int32At(memory, places.others).set(Int32Array.from({ length: count }, (_, n) => n));
  float32At(memory, places.values).set(targets);
  const rows = float32At(memory, places.otherRows).fill(0);
  for (let n = 0; n < count; n++) {
    const start = others[n] * factorCount;
    rows.set(otherFactors.subarray(start, start + factorCount), n * rowLength);
  }
  kernels.alsRows(
    0,
    1,
    rowLength * 4,
    factorCount,
    places.offsets.address,
    places.others.address,
    places.values.address,
    places.otherRows.address,
    places.solution.address,
    penalty,
    0,
    places.scratch.address,
    places.squares.address,
  );
  return float32At(memory, places.solution).slice(0, factorCount + 1);
}

function workspaceOf(layout: SharedLayout): Workspace | null {
  if (workspace && workspace.memory.buffer.byteLength >= layout.bytes) return workspace;
  const module = compileBuild('simd128');
  const memory = module && layout.tryAllocate();
  workspace = module && memory ? { memory, kernels: instantiateKernels(module, memory) } : null;
  return workspace;
}

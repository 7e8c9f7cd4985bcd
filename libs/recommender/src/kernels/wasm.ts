import type { AlsRowsKernel } from './als-kernel.js';
import type { BprWalkKernel } from './bpr-walk.js';
import type {
  CoLikingSelectKernel,
  CoLikingSumsKernel,
  CoRatingSelectKernel,
  CoRatingSumsKernel,
  MergeListsKernel,
} from './co-rating-kernel.js';
import type { GramRowsKernel, InvertPivotKernel, PackColumnKernel, SweepBlockKernel } from './ease-kernel.js';
import type { FeedbackKernel } from './feedback-kernel.js';
import type {
  GibbsGivenKernel,
  GibbsKernel,
  GibbsObserveKernel,
  GibbsScatterKernel,
} from './gibbs-kernel.js';
import type { ImplicitRowsKernel, MultiplyRowsKernel } from './implicit-kernel.js';
import { relaxedSimd, simd128 } from './kernels.generated.js';
import type { SgdLaneKernel, SgdPairKernel } from './sgd-kernel.js';
import type { SvdPlusPlusTastesKernel, SvdPlusPlusUsersKernel } from './svd-plus-plus-kernel.js';
import type { TopNKernel } from './top-n-kernel.js';
import { wasm, type SharedMemory, type WasmModule } from './webassembly.js';

/**
 * Which of the two builds of the kernels runs. Relaxed SIMD rounds a multiply–add once where the processor fuses, so
 * that results differ in the last bits between the two, and with relaxed SIMD between kinds of processors.
 */
export type KernelBuild = 'relaxed-simd' | 'simd128';

/** The functions of assembly/, over one memory. Addresses are bytes from the start of the memory. */
export interface Kernels {
  readonly alsRows: AlsRowsKernel;
  readonly bprWalk: BprWalkKernel;
  readonly feedbackWeights: FeedbackKernel;
  readonly coLikingSums: CoLikingSumsKernel;
  readonly coLikingSelect: CoLikingSelectKernel;
  readonly coRatingSums: CoRatingSumsKernel;
  readonly coRatingSelect: CoRatingSelectKernel;
  readonly mergeLists: MergeListsKernel;
  /** Scores of all items for one user: see assembly/score.ts. */
  readonly scorePanels: (
    panels: number,
    biases: number,
    user: number,
    factorCount: number,
    panelCount: number,
    base: number,
    scores: number,
  ) => void;
  /** The best items for one user: see assembly/top-n.ts. */
  readonly topN: TopNKernel;
  readonly gibbsRows: GibbsKernel;
  readonly gibbsGiven: GibbsGivenKernel;
  readonly gibbsObserve: GibbsObserveKernel;
  readonly gibbsScatter: GibbsScatterKernel;
  readonly gramRows: GramRowsKernel;
  readonly implicitRows: ImplicitRowsKernel;
  readonly invertPivot: InvertPivotKernel;
  readonly multiplyRows: MultiplyRowsKernel;
  readonly packColumn: PackColumnKernel;
  readonly sgdPair: SgdPairKernel;
  readonly sgdLane: SgdLaneKernel;
  readonly svdPlusPlusTastes: SvdPlusPlusTastesKernel;
  readonly svdPlusPlusUsers: SvdPlusPlusUsersKernel;
  readonly sweepBlock: SweepBlockKernel;
}

/** Kernels that this machine can run; `module` may be handed to threads. */
export interface CompiledKernels {
  readonly build: KernelBuild;
  readonly module: WasmModule;
}

const compiled = new Map<KernelBuild, WasmModule | null>();

/**
 * The best build that this runtime accepts as it was started: Node 22 and later allow relaxed SIMD, Node 20 with
 * `--experimental-wasm-relaxed-simd`. A flag is never switched on from here, since it would hold for the whole process.
 *
 * @returns null where there is no WebAssembly SIMD at all
 */
export function compileKernels(): CompiledKernels | null {
  for (const build of ['relaxed-simd', 'simd128'] as const) {
    const module = compileBuild(build);
    if (module) return { build, module };
  }
  return null;
}

/** One build, compiled once; null if this runtime does not accept it. */
export function compileBuild(build: KernelBuild): WasmModule | null {
  let module = compiled.get(build);
  if (module === undefined) {
    const binary = bytesOf(build === 'relaxed-simd' ? relaxedSimd : simd128);
    module = wasm.validate(binary) ? new wasm.Module(binary) : null;
    compiled.set(build, module);
  }
  return module;
}

/** The kernels over `memory`, which must be shared. */
export function instantiateKernels(module: WasmModule, memory: SharedMemory): Kernels {
  const { exports } = new wasm.Instance(module, { env: { memory } });
  return exports as unknown as Kernels;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

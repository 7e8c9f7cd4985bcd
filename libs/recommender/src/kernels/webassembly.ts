/** The part of WebAssembly that is used here: TypeScript describes it only together with the DOM. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

/** A memory that threads share. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

interface MemoryDescription {
  /** In pages of 64 KiB, as `maximum`. */
  readonly initial: number;
  readonly maximum: number;
  readonly shared: true;
}

interface WebAssemblyApi {
  validate(binary: Uint8Array): boolean;
  Module: new (binary: Uint8Array) => WasmModule;
  Instance: new (
    module: WasmModule,
    imports: { env: { memory: SharedMemory } },
  ) => { readonly exports: object };
  Memory: new (description: MemoryDescription) => SharedMemory;
}

export const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: WebAssemblyApi };

/** Four single-precision lanes at a time. Static methods of a class, because AssemblyScript inlines what is decorated. */
export class Simd {
  /** a·b + c; in one rounding in the relaxed build where the processor fuses, in two in the other build. */
  @inline
  static multiplyAdd(a: v128, b: v128, c: v128): v128 {
    if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
    return f32x4.add(f32x4.mul(a, b), c);
  }

  /** (v₀ + v₂) + (v₁ + v₃) */
  @inline
  static sum(v: v128): f32 {
    const halves = f32x4.add(v, i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
    return f32x4.extract_lane(halves, 0) + f32x4.extract_lane(halves, 1);
  }
}

/** A column whose values cannot be compared: text, dates, or values of mixed kinds. */
export class UnsupportedColumnError extends Error {
  override readonly name = 'UnsupportedColumnError';
}

/** A test that was asked for on a kind of column that it is not made for. */
export class UnsuitableTestError extends Error {
  override readonly name = 'UnsuitableTestError';
}

/** Reference and current windows share time, so that they would be compared with themselves in part. */
export class WindowsOverlapError extends Error {
  override readonly name = 'WindowsOverlapError';
}

/** A window that ends before it starts. */
export class EmptyWindowError extends Error {
  override readonly name = 'EmptyWindowError';
}

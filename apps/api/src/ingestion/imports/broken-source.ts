/** Whether broken compression, a wrong size or a disk that does not give its bytes is to blame, rather than this code. */
export function isBrokenSource(error: unknown): error is Error {
  const { code, message } = error as NodeJS.ErrnoException;
  return (
    (typeof code === 'string' && /^(Z_|EIO$|EISDIR$|ENOENT$|EACCES$)/.test(code)) ||
    /^(too (many|few) bytes in the stream|not enough bytes in the stream|invalid )/.test(message)
  );
}

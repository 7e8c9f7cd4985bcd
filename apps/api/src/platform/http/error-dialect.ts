/** What went wrong, before it is put into words of a protocol. */
export interface DescribedError {
  /** Of a DomainError, or the name of an HTTP status in kebab-case. */
  code: string;
  status: number;
  detail: string;
}

/** Another form of errors than problem+json, for paths whose protocol has one of its own. */
export interface ErrorDialect {
  /** @param path  without its query */
  speaksAt(path: string): boolean;
  answer(error: DescribedError): { status: number; contentType: string; body: unknown };
}

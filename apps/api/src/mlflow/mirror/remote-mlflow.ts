import type { Readable } from 'node:stream';
import type { MlflowMirrorSettings } from '../../platform/config/app-config.js';

const api = '/api/2.0/mlflow';
const proxy = '/api/2.0/mlflow-artifacts/artifacts';
const callTimeoutMs = 30_000;
/** Of a whole file: a model of some hundred megabytes over a slow line. */
const uploadTimeoutMs = 30 * 60_000;

/** What a real server refused, or that it could not be reached. */
export class RemoteMlflowError extends Error {
  constructor(
    message: string,
    /** null: no answer came. */
    readonly status: number | null,
    readonly errorCode: string | null,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'RemoteMlflowError';
  }

  /** Whether the same call may succeed later. */
  get isTransient(): boolean {
    return this.status === null || this.status >= 500 || this.status === 429 || this.status === 408;
  }
}

/**
 * The calls of MLflow's protocol, to a server elsewhere, which is trusted to answer in the shape that `T` says. All methods
 * throw RemoteMlflowError.
 */
export class RemoteMlflow {
  constructor(
    private readonly settings: MlflowMirrorSettings,
    private readonly signal?: AbortSignal,
  ) {}

  get<T>(path: string, query: Record<string, string>): Promise<T> {
    return this.call('GET', `${api}/${path}?${new URLSearchParams(query).toString()}`);
  }

  post<T>(path: string, message: object): Promise<T> {
    return this.call('POST', `${api}/${path}`, {
      body: JSON.stringify(message),
      headers: { 'content-type': 'application/json' },
    });
  }

  /** @returns null where the server says that there is no such thing */
  async find<T>(path: string, query: Record<string, string>): Promise<T | null> {
    try {
      return await this.get<T>(path, query);
    } catch (error) {
      if (error instanceof RemoteMlflowError && error.errorCode === 'RESOURCE_DOES_NOT_EXIST') return null;
      throw error;
    }
  }

  /** Makes what may be there already. */
  async ensure(path: string, message: object): Promise<void> {
    try {
      await this.post(path, message);
    } catch (error) {
      if (!(error instanceof RemoteMlflowError) || error.errorCode !== 'RESOURCE_ALREADY_EXISTS') throw error;
    }
  }

  /** @param path  behind `mlflow-artifacts:/` */
  async upload(path: string, content: Readable, bytes: number): Promise<void> {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    await this.call('PUT', `${proxy}/${encoded}`, {
      body: content,
      duplex: 'half',
      headers: { 'content-type': 'application/octet-stream', 'content-length': String(bytes) },
      timeoutMs: uploadTimeoutMs,
    });
  }

  private async call<T>(
    method: string,
    path: string,
    { timeoutMs = callTimeoutMs, headers = {}, ...rest }: CallOptions = {},
  ): Promise<T> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = this.signal ? AbortSignal.any([this.signal, timeout]) : timeout;
    const init = { method, signal, headers: { ...this.credentials(), ...headers }, ...rest };
    const answer = await fetch(this.settings.uri + path, init).catch((error: unknown) => {
      this.signal?.throwIfAborted();
      throw new RemoteMlflowError(`${this.settings.uri} cannot be reached: ${reasonOf(error)}`, null, null, {
        cause: error,
      });
    });
    const text = await answer.text();
    const body = parsed(text);
    if (answer.ok) return body as T;
    const said = typeof body.message === 'string' ? body.message : text.slice(0, 200);
    const code = typeof body.error_code === 'string' ? body.error_code : null;
    const called = `${method} ${path.split('?')[0]}`;
    throw new RemoteMlflowError(`${called} answered ${answer.status}: ${said}`, answer.status, code);
  }

  private credentials(): Record<string, string> {
    const { token, username, password } = this.settings;
    if (token !== null) return { authorization: `Bearer ${token}` };
    if (username === null) return {};
    return { authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` };
  }
}

interface CallOptions {
  body?: string | Readable;
  duplex?: 'half';
  headers?: Record<string, string>;
  timeoutMs?: number;
}

function parsed(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** `fetch` hides what went wrong in its cause. */
function reasonOf(error: unknown): string {
  const cause = (error as { cause?: { message?: string; code?: string } }).cause;
  return cause?.code ?? cause?.message ?? String(error);
}

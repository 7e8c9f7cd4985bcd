import { TestEnvironment } from 'jest-environment-jsdom';

const fromNode = [
  'Headers',
  'ReadableStream',
  'Response',
  'TextDecoder',
  'TextEncoder',
  'TransformStream',
  'fetch',
  'structuredClone',
];

/** Node's Request refuses jsdom's AbortSignal, and nothing here needs a request to be aborted. */
class RequestWithoutSignal extends Request {
  constructor(input, init) {
    super(input, { ...init, signal: undefined });
  }
}

/** jsdom has no fetch and friends; Node's own are lent to it. */
export default class JsdomWithFetch extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of fromNode) this.global[name] = globalThis[name];
    this.global.Request = RequestWithoutSignal;
  }
}

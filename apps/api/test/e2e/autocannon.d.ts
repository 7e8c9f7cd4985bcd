/** What the tests use of autocannon, which brings no types. */
declare module 'autocannon' {
  interface Result {
    errors: number;
    '2xx': number;
    '5xx': number;
  }
  export default function autocannon(options: {
    url: string;
    connections: number;
    amount: number;
    /** Seconds until a request counts as an error. */
    timeout: number;
  }): Promise<Result>;
}

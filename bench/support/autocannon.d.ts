/** The part of autocannon that is used here; it brings no types of its own. */
declare module 'autocannon' {
  type Options = {
    readonly url: string;
    readonly headers?: Record<string, string>;
    readonly connections: number;
    /** Seconds. */
    readonly duration: number;
  };
  type Result = {
    readonly duration: number;
    readonly errors: number;
    readonly non2xx: number;
    readonly requests: { readonly total: number };
  };
  const autocannon: (options: Options) => Promise<Result>;
  export { autocannon as default };
}

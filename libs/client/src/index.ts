/** A typed client of the REST API for browsers and Node, on `fetch` alone. */
export { createClient, type Client } from './client.js';
export { NetworkError, ProblemError } from './errors.js';
export type { SignIn } from './auth.js';
export type { ClientOptions, DeleteOptions, PostOptions, Query, ReadOptions, WriteOptions } from './options.js';

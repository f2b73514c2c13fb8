/** The part of an identity provider, which brings no types, that the peer uses. */
declare module 'samlp' {
  type Handler = (request: object, response: object, next: (error?: unknown) => void) => void;
  const samlp: {
    auth: (options: object) => Handler;
    metadata: (options: object) => Handler;
    logout: (options: object) => Handler;
  };
  export = samlp;
}

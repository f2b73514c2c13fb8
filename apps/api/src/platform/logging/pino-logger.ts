import type { Logger } from 'pino';

/** The process's logger as an injection token: pino's own is a type. */
export class PinoLogger {
  constructor(readonly logger: Logger) {}
}

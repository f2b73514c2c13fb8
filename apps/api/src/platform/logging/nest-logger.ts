import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger.js';

/** What Nest and its libraries say, through our log. Their last argument is the context they speak from. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  /** Where each module and route was put: for who looks for it. */
  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(fieldsOf(message, rest), textOf(message));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn(fieldsOf(message, rest), textOf(message));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(fieldsOf(message, rest), textOf(message));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.logger.trace(fieldsOf(message, rest), textOf(message));
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.logger.fatal(fieldsOf(message, rest), textOf(message));
  }

  /** Nest passes `(message, stack?, context?)`. */
  error(message: unknown, ...rest: unknown[]): void {
    const stack = rest.length > 1 && typeof rest[0] === 'string' ? { stack: rest[0] } : {};
    this.logger.error({ ...fieldsOf(message, rest), ...stack }, textOf(message));
  }
}

function fieldsOf(message: unknown, rest: readonly unknown[]): Record<string, unknown> {
  const context = rest.at(-1);
  const extra = rest.find((item) => item instanceof Error);
  const err = message instanceof Error ? message : extra;
  return { ...(typeof context === 'string' ? { context } : {}), ...(err ? { err } : {}) };
}

function textOf(message: unknown): string {
  if (message instanceof Error) return message.message;
  return typeof message === 'string' ? message : (JSON.stringify(message) ?? String(message));
}

import { destination, pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import type { Config } from '../config/config.js';
import { escapeUnsafe, withoutSecrets, withoutSecretText } from './log-safety.js';
import { prettyLine } from './pretty-line.js';

export type { Logger } from 'pino';

/** The log of this process: one line an event, on standard output unless told otherwise. */
export function createLogger(config: Pick<Config, 'log'>, target: DestinationStream = standardOutput()): Logger {
  const toLine = config.log.format === 'pretty' ? prettyLine : (line: string) => line;
  return pino(
    {
      level: config.log.level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: withoutSecrets },
      // Errors are taken apart by withoutSecrets; pino's own way would bring all their members back.
      serializers: { err: (fields: unknown) => fields },
    },
    { write: (line) => target.write(safeLine(toLine(line.trimEnd()))) },
  );
}

function safeLine(line: string): string {
  return `${escapeUnsafe(withoutSecretText(line))}\n`;
}

/** Written at once: a line about why the process ends must not end with it. */
function standardOutput(): DestinationStream {
  return destination({ dest: 1, sync: true });
}

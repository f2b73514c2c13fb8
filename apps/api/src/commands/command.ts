import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** One thing that `wardkeep <words>` does. */
export type Command = {
  /** Such as `hash calibrate`. */
  readonly words: string;
  readonly summary: string;
  /** What `--help` tells beside the summary. */
  readonly help: readonly string[];
  readonly options: Options;
  /** Throws CommandFailed with what whoever typed it has to know. `say` prints one line. */
  run(values: Values, say: (line: string) => void): Promise<void>;
};

/** The command was typed wrongly. */
export class UsageError extends Error {}

/** The command was understood and can not be carried out as things are. */
export class CommandFailed extends Error {}

/** The values of the options, as the command declares them; throws UsageError. */
export function readOptions({ options }: Command, args: readonly string[]): Values {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(error.message.split('. ')[0]);
  }
}

/** A whole number within bounds out of an option; throws UsageError. */
export function wholeNumber(name: string, value: unknown, min: number, max: number): number {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(`--${name} must be a whole number from ${min} to ${max}`);
}

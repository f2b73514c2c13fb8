#!/usr/bin/env node
import 'reflect-metadata';
import { adminRecover } from './commands/admin-recover.js';
import { CommandFailed, readOptions, UsageError, type Command } from './commands/command.js';
import { hashCalibrate } from './commands/hash-calibrate.js';
import { secretsRotate } from './commands/secrets-rotate.js';
import { explain } from './explain.js';

const COMMANDS: readonly Command[] = [adminRecover, hashCalibrate, secretsRotate];
/** EX_USAGE */
const MISUSED = 64;

async function run(args: readonly string[]): Promise<void> {
  const command = COMMANDS.find(({ words }) => words === args.slice(0, lengthOf(words)).join(' '));
  const rest = args.slice(command ? lengthOf(command.words) : 0);
  const help = command ? helpOf(command) : overview();
  try {
    if (['--help', '-h', 'help'].includes(rest[0] ?? '')) say(help);
    else if (command) await command.run(readOptions(command, rest), say);
    else throw new UsageError(args.length === 0 ? 'Say what to do' : `There is no command ${printable(args)}`);
  } catch (error) {
    fail(error, help);
  }
}

function lengthOf(words: string): number {
  return words.split(' ').length;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function printable(args: readonly string[]): string {
  return JSON.stringify(args.join(' ').slice(0, 80));
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ words }) => words.length));
  const lines = COMMANDS.map(({ words, summary }) => `  ${words.padEnd(width)}   ${summary}`);
  return ['Usage: wardkeep <command> [options]\n', ...lines, '\nwardkeep <command> --help tells its options.'].join(
    '\n',
  );
}

function helpOf({ words, summary, help }: Command): string {
  return [`Usage: wardkeep ${words} [options]\n`, `${summary}.\n`, ...help].join('\n');
}

function fail(error: unknown, help: string): void {
  const misused = error instanceof UsageError && { text: `${error.message}.\n\n${help}\n`, exitCode: MISUSED };
  const failed = error instanceof CommandFailed && { text: `${error.message}\n`, exitCode: 1 };
  const { text, exitCode } = misused || failed || explain(error, 'This can not be done');
  process.stderr.write(text);
  process.exitCode = exitCode;
}

await run(process.argv.slice(2));

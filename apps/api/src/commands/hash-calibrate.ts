import { totalmem } from 'node:os';
import { loadConfig, configFilePath } from '../platform/config/load-config.js';
import { writeConfigFile } from '../platform/config/write-config-file.js';
import type { Argon2Cost } from '../platform/crypto/hash-methods.js';
import { errorCode } from '../platform/error-code.js';
import { calibrate, measureOne, measureRate, type Calibration } from './calibration.js';
import { CommandFailed, wholeNumber, type Command } from './command.js';

const DEFAULT_TARGET_MS = 250;
const RATE_MS = 1_500;
/** All slots of the lane together take at most this part of the memory. */
const PART_OF_MEMORY = 4;

export const hashCalibrate: Command = {
  words: 'hash calibrate',
  summary: 'Measures what a password hash may cost on this machine',
  help: [
    '--target-ms N   how long one hash may take, 50 to 2000 milliseconds (default 250; a good goal is 100 to 250)',
    '--write         writes the values into the configuration file',
    '',
    'Run it on the machine that will serve, when little else runs there.',
  ],
  options: { 'target-ms': { type: 'string' }, write: { type: 'boolean' } },

  async run({ 'target-ms': target, write }, say) {
    const targetMs = target === undefined ? DEFAULT_TARGET_MS : wholeNumber('target-ms', target, 50, 2_000);
    const { hashing } = loadConfig();
    const calibration = await calibrate(targetMs, memoryKib() / PART_OF_MEMORY / hashing.slots, measureOne);
    const { chosen } = calibration;
    table(calibration).forEach(say);
    if (chosen.ms > targetMs) say(`\nThe least that is safe takes longer than ${targetMs} ms here. It stays.`);

    const rate = await measureRate(chosen.cost, hashing.slots, RATE_MS);
    say(`\nWith ${hashing.slots} at once (hashing.slots): ${rate.toFixed(1)} sign-ins per second.`);
    if (hashing.algorithm !== 'argon2id') {
      say(`The configuration says hashing.algorithm: ${hashing.algorithm}. These values are for argon2id.`);
    }
    yaml(chosen.cost).forEach(say);
    if (write === true) say(`\nWritten to ${written(chosen.cost)}. The server reads it when it starts.`);
  },
};

function table({ tried, chosen }: Calibration): string[] {
  const byCost = [...tried].sort((a, b) => a.cost.memoryKib - b.cost.memoryKib || a.cost.passes - b.cost.passes);
  const row = (memory: string, passes: string, ms: string) =>
    `${memory.padStart(10)}${passes.padStart(9)}${ms.padStart(12)}`;
  return [
    row('memory', 'passes', 'one hash'),
    ...byCost.map((measured) => {
      const { memoryKib, passes } = measured.cost;
      const mark = measured === chosen ? '  <- chosen' : '';
      return row(`${Math.round(memoryKib / 1_024)} MiB`, String(passes), `${measured.ms.toFixed(0)} ms`) + mark;
    }),
  ];
}

function yaml({ memoryKib, passes, parallelism }: Argon2Cost): string[] {
  const lines = [`memoryKib: ${memoryKib}`, `passes: ${passes}`, `parallelism: ${parallelism}`];
  return ['\nFor the configuration file:\n', 'hashing:', ...lines.map((line) => `  ${line}`)];
}

function written(cost: Argon2Cost): string {
  const path = configFilePath();
  const settings = Object.entries(cost).map(([name, value]) => [`hashing.${name}`, value] as const);
  try {
    writeConfigFile(path, new Map(settings));
  } catch (error) {
    throw new CommandFailed(
      `${path} can not be written (${errorCode(error) || 'its form'}): put the lines there yourself.`,
    );
  }
  return path;
}

/** What this process may use, also inside a container. */
function memoryKib(): number {
  const allowed = process.constrainedMemory();
  return Math.min(totalmem(), allowed > 0 ? allowed : Number.POSITIVE_INFINITY) / 1_024;
}

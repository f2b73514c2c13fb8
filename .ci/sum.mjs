/**
 * Adds up what the runners wrote into a folder and prints `N passed, N failed`; fails when anything did, or nothing passed.
 * Usage: node .ci/sum.mjs NUMBER-OF-FAILED-STEPS FOLDER
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [failedSteps, folder] = [Number(process.argv[2]), process.argv[3]];

const ofJest = (report) => ({ passed: report.numPassedTests, failed: report.numFailedTests });
const ofPlaywright = ({ stats }) => ({ passed: stats.expected + stats.flaky, failed: stats.unexpected });

const counts = readdirSync(folder)
  .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')))
  .map((report) => (report.stats ? ofPlaywright(report) : ofJest(report)));

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const passed = sum(counts.map((count) => count.passed));
// A step that failed without a failed test counts as one: lint, a build, a runner that never started.
const failedWhole = Math.max(0, failedSteps - counts.filter((count) => count.failed > 0).length);
const failed = sum(counts.map((count) => count.failed)) + failedWhole;

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

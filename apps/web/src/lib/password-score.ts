import { ZxcvbnFactory, type ZxcvbnResult } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

export type Score = ZxcvbnResult['score'];

/** What comes after it adds nothing to an estimate that takes its time. */
const ESTIMATED_LENGTH = 100;

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/** How hard a password is to guess for somebody who knows `words`. Big: loaded when a new password is typed. */
export const scoreOf = (password: string, words: readonly string[]): Score =>
  estimator.check(password.slice(0, ESTIMATED_LENGTH), [...words]).score;

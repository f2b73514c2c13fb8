import { serverUrl } from './prepared-database.js';

/**
 * How often a race is run: five times on a server and twice on the embedded database, whose one connection leaves little
 * to race for; or `RACE_ROUNDS=100 npm run test:postgres -- races` for the proof.
 */
export const RACE_ROUNDS = Number(process.env['RACE_ROUNDS'] ?? (serverUrl() === null ? 2 : 5));

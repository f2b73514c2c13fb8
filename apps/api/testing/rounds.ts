/** How often a race is run: five times, or `RACE_ROUNDS=100 npm run test:postgres -- races` for the proof. */
export const RACE_ROUNDS = Number(process.env['RACE_ROUNDS'] ?? 5);

import { keep, kept } from './kept';

const HINT = 'signed-in';

/** Whether this browser was signed in last: spares the sign-in page a request that would be refused. */
export const wasSignedIn = (): boolean => kept(HINT) !== null;
export const rememberSignedIn = (): void => keep(HINT, 'yes');
export const forgetSignedIn = (): void => keep(HINT, null);

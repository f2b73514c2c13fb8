import type { User } from 'wardkeep/contracts';

type AskedAction = 'enable' | 'disable' | 'end-sessions' | 'delete';
export type Asked = {
  readonly action: AskedAction;
  readonly user: Pick<User, 'id' | 'username'>;
  /** Why it was refused without a question: enabling is done at once. */
  readonly refusal?: unknown;
};
export type Ask = (action: AskedAction, user: Asked['user']) => void;

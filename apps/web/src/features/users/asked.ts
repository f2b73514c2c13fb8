import type { User, UserAction } from 'wardkeep/contracts';

type AskedAction =
  | 'enable'
  | 'unlock'
  | 'disable'
  | 'end-sessions'
  | 'delete'
  | 'reset-password'
  | 'require-change'
  | 'reset-two-factor'
  | 'invite';
export type Asked = {
  readonly action: AskedAction;
  readonly user: Pick<User, 'id' | 'username'>;
  /** Why it was refused without a question: enabling and unlocking are done at once. */
  readonly refusal?: unknown;
};
export type Ask = (action: AskedAction, user: Asked['user']) => void;

/** Which of the server's decisions an action hangs on. */
export function decisionOf(action: AskedAction): UserAction {
  return action === 'require-change' || action === 'invite' ? 'reset-password' : action;
}

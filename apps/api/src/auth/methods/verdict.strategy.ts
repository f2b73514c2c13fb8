import { Strategy } from 'passport';
import type { Verdict } from './login-method.js';
import type { StrategyRequest } from './strategy-runner.js';

type Done = (error: unknown, verdict: Verdict) => void;
type Verify = (request: StrategyRequest, done: Done) => void;

/** A Passport strategy whose whole answer is a verdict. */
export class VerdictStrategy extends Strategy {
  constructor(private readonly verifyInput: Verify) {
    super();
  }

  override authenticate(request: unknown): void {
    this.verifyInput(request as StrategyRequest, (error, verdict) => {
      if (error) this.error(error);
      else this.success(verdict);
    });
  }
}

import { denyFirst, type Decision } from './decision.js';
import { holds, type Who } from './grants.js';

/** Who may change the limit on how many users a sync disables may also let one run pass it. */
export function mayApplyDespiteLimit(actor: Who): Decision {
  return denyFirst([['permission-missing', !holds(actor.grants, 'providers:update', 'domain')]]);
}

import { BULK_OUTCOMES } from 'wardkeep/contracts';
import { choice, listReaders, readSearch } from '../../lib/search';

/** Which users of a job are shown, as its address says it. */
export const jobSearch = readSearch({
  sort: choice(['position']),
  size: listReaders.size,
  cursor: listReaders.cursor,
  outcome: choice(BULK_OUTCOMES),
});

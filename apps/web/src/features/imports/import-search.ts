import { IMPORT_VERDICTS } from 'wardkeep/contracts';
import { choice, listReaders, readSearch } from '../../lib/search';

/** Which rows of an import are shown, as its address says it. */
export const importSearch = readSearch({
  sort: choice(['line']),
  size: listReaders.size,
  cursor: listReaders.cursor,
  verdict: choice(IMPORT_VERDICTS),
});

import type { Search, SearchPart } from '../user-conditions.js';
import { COLUMNS, written } from './listed-user.js';
import { beyond, countOf, COUNTED, ordered, where, type Wanted } from './list-statements.js';

/** So many hits of a search are gathered and sorted; more are mostly met soon along the sort. */
const FEW_HITS = 1_000;
/** About what it costs to gather the hits of a search that has many. */
const MOST_WALKED = 30_000;

const IS_MANY = '(SELECT is_so FROM many)';
const IS_WALKED = '(SELECT is_walked FROM way)';

/**
 * Few hits are gathered by the indexes of the search and sorted. Many are mostly met soon in the order of the sort; where
 * they are not, such as names late in the alphabet, they are gathered as well, once walking cost as much as that. The
 * planner cannot tell which it is: where nobody counted them a moment ago, hits are counted first, up to a bound.
 */
export function searchStatement(wanted: Wanted, search: Search): string {
  const { shape, direction, known } = wanted;
  const sought = search.kind === 'substring' ? substring(wanted, search) : prefixes(wanted, search);
  const value = shape === 'time' ? written('page.place') : 'page.place';
  return `WITH ${[`matching AS MATERIALIZED (${sought.matching})`, ...walked(wanted, sought)].join(',\n  ')},
  page AS MATERIALIZED (${page(wanted, sought)})
  SELECT listed.*, ${value} AS sort_value ${known ? '' : `, ${countOf(`${sought.all} ${COUNTED}`)} AS total`}
    FROM page CROSS JOIN LATERAL (SELECT ${COLUMNS} FROM user_listing u WHERE u.id = page.id OFFSET 0) AS listed
   ORDER BY page.place ${direction}, page.id ${direction}`;
}

type Sought = {
  /** How many there are, as far as it is known. */
  readonly kind: 'few' | 'many' | 'unknown';
  /** What is gathered, or met along the sort. */
  readonly condition: string;
  /** The same as places, as many as are counted or more. */
  readonly matching: string;
  /** All of those beyond the page before, where they are not met along the sort. */
  readonly gathered: string;
  /** Those that stand together in the order of the sort, and are not among the others. */
  readonly direct: string | null;
  readonly all: string;
};

/** Without a limit, so that the planner takes the index made for it; read only as far as somebody asks. */
function substring(wanted: Wanted, { condition }: Search): Sought {
  const kind = kindOf(wanted);
  const isGathered = kind === 'few' ? [] : [`NOT ${IS_WALKED}`];
  return {
    kind,
    condition,
    matching: placesOf(wanted, [condition, ...wanted.conditions]),
    gathered: `SELECT u.id, u.place FROM matching u ${where([...isGathered, ...beyond(placed(wanted))])}`,
    direct: null,
    all: 'SELECT FROM matching',
  };
}

/** Each part is read along the index of its column, as far as somebody asks. Many are gathered anew, since that is cut off. */
function prefixes(wanted: Wanted, search: Extract<Search, { kind: 'prefix' }>): Sought {
  const { column, conditions } = wanted;
  const [direct] = search.parts.filter((part) => part.column === column);
  // What was cut off is not all of few, and of what was counted nobody knows how much is direct.
  const kind = !direct && kindOf(wanted) === 'many' ? 'many' : 'unknown';
  const others = search.parts.filter((part) => part !== direct);
  const condition = `((${others.map((part) => part.condition).join(') OR (')}))`;
  const counted = (part: SearchPart) =>
    `(${placesOf(wanted, [part.condition, ...conditions])} ORDER BY u.${part.column} ${COUNTED})`;
  // Planned by itself: with the order and limit of the page, the planner would walk once more.
  const anew = (when: readonly string[]) =>
    `(${placesOf(wanted, [...when, `NOT ${IS_WALKED}`, condition, ...conditions, ...beyond(wanted)])} OFFSET 0)`;
  const few = `SELECT u.id, u.place FROM matching u ${where([`NOT ${IS_MANY}`, ...beyond(placed(wanted))])}`;
  return {
    kind,
    condition,
    matching: others.map(counted).join(' UNION ALL '),
    gathered: kind === 'many' ? anew([]) : `${few} UNION ALL ${anew([IS_MANY])}`,
    direct: direct?.condition ?? null,
    all: direct ? `SELECT FROM matching UNION ALL SELECT FROM ${counted(direct)} AS direct` : 'SELECT FROM matching',
  };
}

function kindOf({ hits }: Wanted): Sought['kind'] {
  if (hits === undefined) return 'unknown';
  return hits > FEW_HITS ? 'many' : 'few';
}

/** Whom walking meets, and whether that is all that was wanted. */
function walked(wanted: Wanted, { kind, condition }: Sought): string[] {
  const { limit } = wanted;
  const walk = walkOf(wanted, kind === 'unknown' ? [IS_MANY] : []);
  const met = `met AS MATERIALIZED (SELECT u.id, u.place FROM (${walk}) AS u WHERE ${condition} LIMIT ${limit + 1})`;
  // A first page that many hits do not fill was given up; a later one may have come to the end.
  const isAtEnd = wanted.after ? `(SELECT count(*) FROM (${walk}) AS walked) < ${MOST_WALKED}` : 'false';
  const isEnough = `WHEN (SELECT count(*) FROM met) > ${limit} THEN true ELSE ${isAtEnd} END`;
  if (kind === 'few') return [];
  if (kind === 'many') return [met, `way AS MATERIALIZED (SELECT CASE ${isEnough} AS is_walked)`];
  return [
    `many AS MATERIALIZED (SELECT count(*) > ${FEW_HITS} AS is_so FROM (SELECT FROM matching LIMIT ${FEW_HITS + 1}) AS hits)`,
    met,
    `way AS MATERIALIZED (SELECT CASE WHEN NOT ${IS_MANY} THEN false ${isEnough} AS is_walked)`,
  ];
}

function walkOf(wanted: Wanted, when: readonly string[]): string {
  const conditions = where([...when, ...wanted.conditions, ...beyond(wanted)]);
  return `SELECT u.*, u.${wanted.column} AS place FROM user_listing u ${conditions} ${ordered(wanted, MOST_WALKED)}`;
}

function page(wanted: Wanted, { kind, gathered, direct }: Sought): string {
  const sorted = (rows: string) => `SELECT * FROM (${rows}) AS u ${ordered(placed(wanted))}`;
  const along = (condition: string) =>
    `(${placesOf(wanted, [condition, ...wanted.conditions, ...beyond(wanted)])} ${ordered(wanted)})`;
  const sources = [
    ...(kind === 'few' ? [] : [`SELECT id, place FROM met WHERE ${IS_WALKED}`]),
    `(${sorted(gathered)})`,
    ...(direct === null ? [] : [along(direct)]),
  ];
  return direct === null ? sources.join(' UNION ALL ') : sorted(sources.join(' UNION ALL '));
}

/** Of the view: under row-level security an index of the table itself would take no LIKE. */
function placesOf({ column }: Wanted, conditions: readonly string[]): string {
  return `SELECT u.id, u.${column} AS place FROM user_listing u ${where(conditions)}`;
}

function placed(wanted: Wanted): Wanted {
  return { ...wanted, column: 'place' };
}

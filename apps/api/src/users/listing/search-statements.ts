import type { Search, SearchPart } from '../user-conditions.js';
import { COLUMNS, written } from './listed-user.js';
import { beyond, countOf, COUNTED, ordered, where, type Wanted } from './list-statements.js';

/** So many hits of a search are gathered and sorted; more are mostly met soon along the sort. */
const FEW_HITS = 1_000;
const FEW = `LIMIT ${FEW_HITS + 1}`;
const IS_MANY = `(SELECT count(*) FROM (SELECT FROM matching ${FEW}) AS hits) > ${FEW_HITS}`;
/** About what it costs to gather the hits of a search that has many. */
const MOST_WALKED = 30_000;

export function searchStatement(wanted: Wanted, search: Search): string {
  const isMany = wanted.known && wanted.known.value > FEW_HITS ? 'true' : IS_MANY;
  return search.kind === 'substring' ? substringStatement(wanted, search, isMany) : prefixStatement(wanted, search);
}

/**
 * Few hits are gathered by the search's index and sorted. Many are mostly met soon in the order of the sort; where they
 * are not, such as names late in the alphabet, they are gathered as well, once walking cost as much as that. Nobody can
 * tell beforehand which it is, the planner least of all, so hits are counted first, up to a bound. `matching` has no
 * limit, so that the planner takes the index made for it; it is read only as far as somebody asks.
 */
function substringStatement(wanted: Wanted, { condition }: Search, isMany: string): string {
  const { limit, column, conditions } = wanted;
  const isFull = `(SELECT count(*) FROM met) > ${limit}`;
  const isAtEnd = `(SELECT count(*) FROM walked) < ${MOST_WALKED}`;
  const isMet = `(${isMany} AND CASE WHEN ${isFull} THEN true ELSE ${isAtEnd} END)`;
  return `WITH matching AS MATERIALIZED (${placesOf(wanted, [condition, ...conditions])}),
  walked AS MATERIALIZED (SELECT u.id, u.${column} AS place, u.search_text FROM user_listing u
    ${where([isMany, ...conditions, ...beyond(wanted)])} ${ordered(wanted, MOST_WALKED)}),
  met AS MATERIALIZED (SELECT u.id, u.place FROM walked u WHERE ${condition} LIMIT ${limit + 1}),
  page AS MATERIALIZED (
    SELECT id, place FROM met WHERE ${isMet}
    UNION ALL (${gathered(wanted, `NOT ${isMet}`)}))
  ${listed(wanted, 'SELECT FROM matching')}`;
}

/**
 * Whoever the search finds by the column of the sort stands together in its index. Of the others, few are gathered and
 * many met along the sort. Each part is read along the index of its column, as far as somebody asks.
 */
function prefixStatement(wanted: Wanted, search: Extract<Search, { kind: 'prefix' }>): string {
  const { column, conditions } = wanted;
  const [direct] = search.parts.filter((part) => part.column === column);
  const others = search.parts.filter((part) => part !== direct);
  const along = (part: string, when: readonly string[] = []) =>
    `(${placesOf(wanted, [...when, part, ...conditions, ...beyond(wanted)])} ${ordered(wanted)})`;
  const rest = `((${others.map(({ condition }) => condition).join(') OR (')}))`;
  const sources = [
    ...(direct ? [along(direct.condition)] : []),
    `(${gathered(wanted, `NOT ${IS_MANY}`)})`,
    along(rest, [IS_MANY]),
  ];
  const counted = (part: SearchPart) =>
    `(${placesOf(wanted, [part.condition, ...conditions])} ORDER BY u.${part.column} ${COUNTED})`;
  const all = direct ? `SELECT * FROM matching UNION ALL ${counted(direct)}` : 'SELECT FROM matching';
  return `WITH matching AS MATERIALIZED (${others.map(counted).join(' UNION ALL ')}),
  page AS MATERIALIZED (SELECT * FROM (${sources.join(' UNION ALL ')}) AS u
    ${ordered({ ...wanted, column: 'place' })})
  ${listed(wanted, all)}`;
}

function gathered(wanted: Wanted, when: string): string {
  return `SELECT u.id, u.place FROM matching u ${where([when, ...beyond({ ...wanted, column: 'place' })])}
    ${ordered({ ...wanted, column: 'place' })}`;
}

/** Of the view: under row-level security an index of the table itself would take no LIKE. */
function placesOf({ column }: Wanted, conditions: readonly string[]): string {
  return `SELECT u.id, u.${column} AS place FROM user_listing u ${where(conditions)}`;
}

function listed({ shape, direction, known }: Wanted, all: string): string {
  const value = shape === 'time' ? written('page.place') : 'page.place';
  return `SELECT listed.*, ${value} AS sort_value ${known ? '' : `, ${countOf(`${all} ${COUNTED}`)} AS total`}
    FROM page CROSS JOIN LATERAL (SELECT ${COLUMNS} FROM user_listing u WHERE u.id = page.id OFFSET 0) AS listed
   ORDER BY page.place ${direction}, page.id ${direction}`;
}

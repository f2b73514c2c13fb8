import type pg from 'pg';
import type { Statement } from './record-statements.js';

type Node = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly Node[];
};

export type Plan = {
  /** How `app_user` is read: the index or kind of scan, and the rows it gave. */
  readonly reads: readonly string[];
  readonly readsWholeTable: boolean;
};

/** What PostgreSQL does for a statement of the server: run as the server runs it, in the same role and Domain. */
export async function planOf(client: pg.Client, opening: Statement, statement: Statement): Promise<Plan> {
  await client.query(opening.text);
  try {
    const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly Plan: Node }[] }>(
      `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${statement.text}`,
      [...statement.values],
    );
    const scans = nodesOf(rows[0]?.['QUERY PLAN'][0]?.Plan).filter(isUserScan);
    return {
      reads: scans.map(
        (node) => `${node['Index Name'] ?? node['Node Type']} (${node['Actual Rows'] * node['Actual Loops']})`,
      ),
      readsWholeTable: scans.some((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'app_user'),
    };
  } finally {
    await client.query('ROLLBACK');
  }
}

function isUserScan(node: Node): boolean {
  if (node['Relation Name'] === 'app_user') return node['Node Type'] !== 'Bitmap Heap Scan';
  return node['Node Type'] === 'Bitmap Index Scan';
}

function nodesOf(node: Node | undefined): Node[] {
  return node ? [node, ...(node.Plans ?? []).flatMap(nodesOf)] : [];
}

type Leaves = Readonly<Record<string, unknown>>;
type Tree = Record<string, unknown>;

const isBranch = (value: unknown): value is Tree =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** A form's values by path, as in `config.attributes.email`. A list is one value. */
function leavesOf(tree: object, prefix = ''): Leaves {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, value]: [string, unknown]) =>
      isBranch(value) ? Object.entries(leavesOf(value, `${prefix}${name}.`)) : [[`${prefix}${name}`, value]],
    ),
  );
}

const isSame = (one: unknown, other: unknown) => one === other || JSON.stringify(one) === JSON.stringify(other);

export type Change = { readonly field: string; readonly before: unknown; readonly after: unknown };

/** What is different, value by value. */
export function differences(before: object, after: object): Change[] {
  const old = leavesOf(before);
  return Object.entries(leavesOf(after)).flatMap(([field, value]) =>
    isSame(value, old[field]) ? [] : [{ field, before: old[field], after: value }],
  );
}

function withLeaf(tree: Tree, [name = '', ...below]: readonly string[], value: unknown): Tree {
  const branch = tree[name];
  return { ...tree, [name]: isBranch(branch) && below.length > 0 ? withLeaf(branch, below, value) : value };
}

/** The newest values, with what was changed since `base` laid over them: two who edit do not undo each other. */
export const laidOver = <T extends object>(base: T, mine: T, newest: T): T =>
  differences(base, mine).reduce<Tree>(
    (tree, { field, after }) => withLeaf(tree, field.split('.'), after),
    newest as Tree,
  ) as T;

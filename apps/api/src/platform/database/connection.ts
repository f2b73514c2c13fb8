type Query = { readonly text: string; readonly values: unknown[]; readonly name?: string };

/** The driver's own connection. What is asked without waiting is sent at once and answered in that order. */
export type Connection = { readonly query: (query: Query | string) => Promise<{ readonly rows: unknown[] }> };

type Wire = { readonly cork?: () => void; readonly uncork?: () => void };
type Driver = Connection & { readonly connection?: { readonly stream?: Wire } };

const holding = new WeakSet<object>();

/**
 * The connection that TypeORM holds. What is asked in one turn of the event loop leaves in one write: BEGIN with the
 * first statement, the last ones with COMMIT. Each write is a system call here and wakes a process of PostgreSQL there.
 */
export function together(held: unknown): Connection {
  const driver = held as Driver;
  return {
    query: (query) => {
      hold(driver.connection?.stream);
      return driver.query(query);
    },
  };
}

function hold(wire: Wire | undefined): void {
  if (!wire?.cork || holding.has(wire)) return;
  holding.add(wire);
  wire.cork();
  process.nextTick(() => {
    holding.delete(wire);
    wire.uncork?.();
  });
}

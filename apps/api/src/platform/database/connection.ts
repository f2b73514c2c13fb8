type Query = { readonly text: string; readonly values: unknown[]; readonly name?: string };

type Ask = { readonly query: (query: Query | string) => Promise<{ readonly rows: unknown[] }> };

/** The driver's own connection. What is asked without waiting is answered in that order. */
export type Connection = Ask & { readonly isPipelined: boolean };

type Wire = { readonly cork?: () => void; readonly uncork?: () => void };
type Driver = Ask & { readonly pipeline?: boolean; readonly connection?: { readonly stream?: Wire } };

const holding = new WeakSet<object>();

/**
 * The connection that TypeORM holds. What is asked in one turn of the event loop leaves in one write: BEGIN with the
 * first statement, the last ones with COMMIT. Each write is a system call here and wakes a process of PostgreSQL there.
 * The embedded database takes one statement after the other.
 */
export function together(held: unknown): Connection {
  const driver = held as Driver;
  return driver.pipeline === true ? pipelined(driver) : inTurn(driver);
}

function pipelined(driver: Driver): Connection {
  return {
    isPipelined: true,
    query: (query) => {
      hold(driver.connection?.stream);
      return driver.query(query);
    },
  };
}

function inTurn(driver: Driver): Connection {
  let last: Promise<unknown> = Promise.resolve();
  return {
    isPipelined: false,
    query: (query) => {
      const answer = last.then(() => driver.query(query));
      last = answer.catch(() => undefined);
      return answer;
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

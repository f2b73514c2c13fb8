/**
 * Statements of one transaction that do not wait for each other. Like `Promise.all`, but a failure is thrown once all of
 * them are over: none is sent when the connection serves somebody else already. It is the first in time: those behind
 * it tell only that the transaction had failed.
 */
export async function sideBySide<Results extends readonly unknown[]>(
  ...statements: { readonly [Index in keyof Results]: Promise<Results[Index]> | Results[Index] }
): Promise<Results> {
  const failures: unknown[] = [];
  const noted = statements.map((statement) => Promise.resolve(statement).catch((error) => failures.push(error)));
  await Promise.all(noted);
  if (failures.length > 0) throw failures[0];
  return await Promise.all(statements);
}

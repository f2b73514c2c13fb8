/**
 * Statements of one transaction that do not wait for each other. Like `Promise.all`, but a failure is thrown once all of
 * them are over: none is sent when the connection serves somebody else already.
 */
export async function sideBySide<Results extends readonly unknown[]>(
  ...statements: { readonly [Index in keyof Results]: Promise<Results[Index]> | Results[Index] }
): Promise<Results> {
  await Promise.allSettled(statements);
  return await Promise.all(statements);
}

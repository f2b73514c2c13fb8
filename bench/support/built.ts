/** A file of the built server, by its path below apps/api/src. */
export async function built<Exports>(file: string): Promise<Exports> {
  return (await import(new URL(`../../dist/apps/api/src/${file}`, import.meta.url).href)) as Exports;
}

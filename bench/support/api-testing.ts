/** What the API's own tests start and make, by its path below apps/api/testing. */
export async function fromTests<Exports>(file: string): Promise<Exports> {
  return (await import(new URL(`../../apps/api/testing/${file}`, import.meta.url).href)) as Exports;
}

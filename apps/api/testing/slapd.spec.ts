import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'ldapts';
import { hasSlapd, Slapd, WITHOUT_SLAPD } from './slapd.js';
import { group, GROUPS_DN, PEOPLE_DN, person, READER_DN, READER_PASSWORD } from './slapd-entries.js';

const onSlapd = hasSlapd ? describe : describe.skip;

onSlapd(`the directory of the tests${WITHOUT_SLAPD}`, () => {
  let slapd: Slapd;
  beforeAll(async () => {
    const people = Array.from({ length: 20_000 }, (_, index) => person(`user${index}`));
    slapd = await Slapd.start({ entries: people });
  });
  afterAll(() => slapd?.close());

  const read = async (dn: string, attributes: string[] = []) => {
    const client = new Client({ url: slapd.url });
    await client.bind(READER_DN, READER_PASSWORD);
    const { searchEntries } = await client.search(dn, { scope: 'base', attributes });
    await client.unbind();
    return searchEntries[0];
  };

  it('limits a search that is not paged, and pages without one', async () => {
    const client = new Client({ url: slapd.url });
    await client.bind(READER_DN, READER_PASSWORD);
    await expect(client.search(PEOPLE_DN)).rejects.toMatchObject({ code: 4 });
    const { searchEntries } = await client.search(PEOPLE_DN, { paged: { pageSize: 1_000 }, attributes: ['uid'] });
    expect(searchEntries).toHaveLength(20_001);
    await client.unbind();
  });

  it('keeps groups, renames and removals as a directory does', async () => {
    const hard = person('o"neil, +\\x');
    await slapd.add(hard, group('staff', [hard.dn]));
    expect(await read(hard.dn, ['uid', 'memberOf'])).toMatchObject({
      uid: 'o"neil, +\\x',
      memberOf: `cn=staff,${GROUPS_DN}`,
    });
    await slapd.modify(hard.dn, { mail: [], sn: 'Neil' });
    await slapd.rename(hard.dn, `uid=neil,${PEOPLE_DN}`);
    expect(await read(`uid=neil,${PEOPLE_DN}`)).toMatchObject({ sn: 'Neil', uid: 'neil' });
    await slapd.remove(`uid=neil,${PEOPLE_DN}`);
    await expect(read(`uid=neil,${PEOPLE_DN}`)).rejects.toMatchObject({ code: 32 });
  });
});

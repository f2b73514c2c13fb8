import { Agent } from 'node:http';
import { userNamed } from '../support/domains.js';
import { must, send } from '../support/http-client.js';
import { PASSWORD } from '../support/wardkeep.js';
import { Busy, together, type Ground, type Race } from './race.js';

const AT_ONCE = 4;

/** Sign-ins of one user at once leave as many usable tokens as the cap allows, those of the round before included. */
export function sessionCap(cap: 1 | 3): Race {
  return {
    name: `session cap ${cap}`,
    atOnce: AT_ONCE,
    prepare: async (ground) => {
      const { api, admin } = ground.wardkeep;
      const sessions = { allowConcurrentLogin: cap > 1, maxConcurrent: cap };
      await must(`${api}/settings`, { method: 'PATCH', headers: admin, body: { sessions } });
      const { username } = await userNamed(api, ground.admin, `capped-${cap}`);
      const agent = new Agent({ keepAlive: true });
      let earlier: readonly string[] = [];
      return async () => {
        const answers = await together(AT_ONCE, () => signIn(ground, username, agent));
        const tokens = [...earlier, ...answers.flatMap(({ token }) => token ?? [])];
        const usable = await together(tokens.length, (index) => isUsable(ground, tokens[index] ?? ''));
        earlier = tokens.filter((_, index) => usable[index]);
        return verdict(answers, earlier.length, cap);
      };
    },
  };
}

type Entry = { readonly status: number; readonly token: string | null };

async function signIn({ wardkeep, domain }: Ground, username: string, agent: Agent): Promise<Entry> {
  const body = { domain, username, password: PASSWORD, delivery: 'bearer' };
  const { status, body: text } = await send(`${wardkeep.api}/auth/sign-in`, { method: 'POST', body, agent });
  return { status, token: status === 200 ? (JSON.parse(text) as { accessToken: string }).accessToken : null };
}

async function isUsable({ wardkeep }: Ground, token: string): Promise<boolean> {
  const { status } = await send(`${wardkeep.api}/me`, { headers: { authorization: `Bearer ${token}` } });
  if (status === 503) throw new Busy();
  return status === 200;
}

function verdict(answers: readonly Entry[], usable: number, cap: number): string | null {
  const broken = answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 503);
  if (usable > cap) return `${usable} usable tokens`;
  if (broken.length > 0) return `answered ${broken.join(', ')}`;
  if (answers.some(({ status }) => status === 503)) throw new Busy();
  return usable === cap ? null : `${usable} usable tokens, fewer than the cap`;
}

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OutgoingGuard } from './outgoing-guard.js';
import { Outgoing } from './outgoing.js';

const CLOSED = { allowPrivateNetworks: false, allowedNetworks: [] };
const LOOPBACK = { allowPrivateNetworks: false, allowedNetworks: ['127.0.0.0/8'] };

const asked: string[] = [];
const answers: Readonly<Record<string, RequestListener>> = {
  '/plain': (_, reply) => void reply.setHeader('content-type', 'text/plain').end('here'),
  '/elsewhere': (_, reply) => void reply.writeHead(302, { location: '/plain' }).end(),
  '/endless': (_, reply) => {
    const more = () => {
      if (!reply.destroyed) reply.write('x'.repeat(65_536), () => setImmediate(more));
    };
    more();
  },
  '/silent': () => undefined,
};

let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, reply) => {
    asked.push(request.url ?? '');
    answers[request.url ?? '']?.(request, reply);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const fetching = (config: typeof CLOSED | typeof LOOPBACK, address: string, more = {}) =>
  new Outgoing(new OutgoingGuard(config)).fetch(address, more);

describe('the guard of outgoing calls', () => {
  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[fc00::1]/',
    'https://[fe80::1]/',
    'https://localhost/',
    'https://a.localhost./',
    'https://169.254.169.254/latest/meta-data',
    'https://10.1.2.3/',
    'https://172.31.255.255/',
    'https://192.168.0.1/',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
  ])('SSR-01 lets nothing lead to %s', async (address) => {
    await expect(fetching(CLOSED, address)).rejects.toMatchObject({ because: 'forbidden-address' });
  });

  it.each(['file:///etc/passwd', 'gopher://10.0.0.1/', 'ftp://example.org/', 'https://user:pass@example.org/', 'x'])(
    'SSR-01 takes no other kind of address: %s',
    async (address) => {
      await expect(fetching(LOOPBACK, address)).rejects.toMatchObject({ because: 'no-address' });
    },
  );

  it('SSR-01 asks what is public over https only', async () => {
    await expect(fetching(CLOSED, 'http://example.org/')).rejects.toMatchObject({ because: 'https-required' });
    await expect(fetching(LOOPBACK, 'http://93.184.216.34/')).rejects.toMatchObject({ because: 'https-required' });
  });

  it('SSR-01 looks at what a name stands for, and connects to nothing else', async () => {
    const byName = url.replace('127.0.0.1', 'localhost');
    await expect(fetching(CLOSED, byName)).rejects.toMatchObject({ because: 'forbidden-address' });
    const answer = await fetching(LOOPBACK, `${byName}/plain`);
    expect(await answer.text()).toBe('here');
  });

  it('opens private addresses where the configuration says so, and those of clouds only by name', () => {
    const open = new OutgoingGuard({ allowPrivateNetworks: true, allowedNetworks: [] });
    expect(open.faultOf('http://10.1.2.3/')).toBeNull();
    for (const host of ['169.254.169.254', '[64:ff9b::a9fe:a9fe]', '[2002:a9fe:a9fe::1]', '[64:ff9b:1::a9fe:a9fe]']) {
      expect({ host, fault: open.faultOf(`http://${host}/`) }).toEqual({ host, fault: 'forbidden-address' });
    }
    expect(open.faultOf('http://[64:ff9b::a01:203]/')).toBeNull();
    expect(open.faultOf('http://[2002:a01:203::1]/')).toBeNull();
    const named = new OutgoingGuard({ allowPrivateNetworks: false, allowedNetworks: ['169.254.169.254/32'] });
    expect(named.faultOf('http://169.254.169.254/')).toBeNull();
  });

  it('SSR-01 follows no redirect', async () => {
    asked.length = 0;
    await expect(fetching(LOOPBACK, `${url}/elsewhere`)).rejects.toMatchObject({ because: 'redirected' });
    expect(asked).toEqual(['/elsewhere']);
  });

  it('SSR-01 reads no more than it may', async () => {
    await expect(fetching(LOOPBACK, `${url}/endless`)).rejects.toMatchObject({ because: 'too-large' });
  });

  it('SSR-01 waits no longer than it may', async () => {
    await expect(fetching(LOOPBACK, `${url}/silent`, { timeoutMs: 50 })).rejects.toMatchObject({ because: 'late' });
  });

  it('says when nobody is there', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    await expect(fetching(LOOPBACK, `http://127.0.0.1:${port}/`)).rejects.toMatchObject({ because: 'unreachable' });
  });
});

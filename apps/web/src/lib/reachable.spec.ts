import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { act, createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { useReachable, watchedFetch } from './reachable';

const status = (code: number) => () => Promise.resolve({ status: code } as Response);
const failure = (error: Error) => () => Promise.reject(error);

let told: boolean[] = [];
function Told() {
  told.push(useReachable());
  return null;
}

async function afterAnswers(...answers: (() => Promise<Response>)[]): Promise<boolean | undefined> {
  const root = createRoot(document.createElement('div'));
  act(() => root.render(createElement(Told)));
  for (const answer of answers) {
    globalThis.fetch = jest.fn(answer);
    await act(() =>
      watchedFetch('/').then(
        () => undefined,
        () => undefined,
      ),
    );
  }
  act(() => root.unmount());
  return told.at(-1);
}

describe('whether the server answers', () => {
  const original = globalThis.fetch;
  afterEach(() => {
    globalThis.fetch = original;
    told = [];
  });

  it.each([
    { name: 'a refusal is an answer', answers: [status(401)], reachable: true },
    { name: 'no connection', answers: [failure(new TypeError('failed'))], reachable: false },
    { name: 'no answer in time', answers: [failure(new DOMException('late', 'TimeoutError'))], reachable: false },
    { name: 'a gateway in its place', answers: [status(502)], reachable: false },
    { name: 'back again', answers: [failure(new TypeError('failed')), status(200)], reachable: true },
    {
      name: 'a request given up',
      answers: [status(200), failure(new DOMException('given up', 'AbortError'))],
      reachable: true,
    },
  ])('$name', async ({ answers, reachable }) => expect(await afterAnswers(...answers)).toBe(reachable));
});

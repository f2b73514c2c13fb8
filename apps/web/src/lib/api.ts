import { createClient } from 'wardkeep/client';
import type { ProblemBody } from 'wardkeep/contracts';
import { demandEnrolment } from './enrolment-demand';
import { watchedFetch } from './reachable';
import { noticeRequest } from './session-end';
import { workingDomain } from './working-domain';

let csrfToken: string | null = null;
let catchUp: () => Promise<unknown> = () => Promise.reject(new Error('Nobody is signed in'));
let whenSignedOut: (problem: ProblemBody) => void = () => undefined;

/** The token comes with the sign-in and with GET /me; every change carries it. */
export function holdCsrfToken(token: string | null): void {
  csrfToken = token;
}

export function onSessionEnd(listener: (problem: ProblemBody) => void): void {
  whenSignedOut = listener;
}

export function onRenewal(follow: () => Promise<unknown>): void {
  catchUp = follow;
}

/** What every change carries, for what is sent without the client. */
export function changeHeaders(): Record<string, string> {
  const headers = { 'x-csrf-token': csrfToken, 'x-domain': workingDomain() };
  return Object.fromEntries(Object.entries(headers).filter((header): header is [string, string] => header[1] !== null));
}

export const catchUpWithSession = (): Promise<unknown> => catchUp();

const FOLLOWS = /\/jobs\/[^/]+\/events(?:\?|$)/;

/** Every request that the server lets through puts the end of an idle session off, except for following a job. */
const countedFetch: typeof fetch = async (input, init) => {
  const response = await watchedFetch(input, init);
  if (response.status !== 401 && !FOLLOWS.test(response.url)) noticeRequest();
  return response;
};

export const api = createClient({
  baseUrl: '',
  fetch: countedFetch,
  csrf: () => csrfToken,
  domain: () => workingDomain(),
  catchUp: () => catchUp(),
  onSignedOut: (problem) => whenSignedOut(problem),
  onEnrolmentRequired: () => demandEnrolment(true),
});

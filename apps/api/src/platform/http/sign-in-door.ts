import type { FastifyInstance } from 'fastify';
import type { HashLane } from '../crypto/hash-lane.js';
import { Problem } from './problem.js';
import { sendProblem } from './problem.filter.js';

const SIGN_IN = '/api/v1/auth/sign-in';

/**
 * Turns a sign-in away before its body is read when it would be turned away at the hash lane all the same: in a storm
 * the answer costs next to nothing, and those behind it wait less.
 */
export function addSignInDoor(server: FastifyInstance, lane: HashLane): void {
  server.addHook('onRequest', (request, reply, done) => {
    const isSignIn = request.method === 'POST' && request.routeOptions.url === SIGN_IN;
    if (!isSignIn || !lane.turnsAway()) return done();
    sendProblem(request, reply, new Problem('hash-lane-full', { retryAfterSeconds: 1 }));
  });
}

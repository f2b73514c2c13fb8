import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Enrolment, SignInResult } from 'wardkeep/contracts';
import { ChallengeDto, ConfirmEnrolmentDto, SecondFactorDto } from 'wardkeep/contracts/dto';
import type { Origin } from '../../platform/actor.js';
import { CurrentOrigin, Public } from '../../platform/http/access.decorators.js';
import { Problem } from '../../platform/http/problem.js';
import { DeviceCookie } from '../lockout/device-cookie.js';
import { SignInAnswers } from '../sign-in-answers.js';
import { SecondFactorSignIn, type Return, type SecondProof } from './second-factor-sign-in.service.js';

@Controller('auth/sign-in/second-factor')
export class SecondFactorSignInController {
  constructor(
    private readonly signIn: SecondFactorSignIn,
    private readonly answers: SignInAnswers,
    private readonly devices: DeviceCookie,
  ) {}

  @Post()
  @HttpCode(200)
  @Public()
  async verify(
    @Body() input: SecondFactorDto,
    @CurrentOrigin() origin: Origin,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignInResult> {
    const outcome = await this.signIn.verify(this.visit(input, origin, request), proofOf(input));
    return this.answers.of(outcome, origin, reply);
  }

  @Post('enrolment')
  @HttpCode(200)
  @Public()
  async enrol(
    @Body() input: ChallengeDto,
    @CurrentOrigin() origin: Origin,
    @Req() request: FastifyRequest,
  ): Promise<Enrolment> {
    const outcome = await this.signIn.beginEnrolment(this.visit(input, origin, request));
    if (outcome.kind === 'refused') throw this.answers.refusal(outcome, origin);
    return outcome.enrolment;
  }

  @Post('enrolment/confirm')
  @HttpCode(200)
  @Public()
  async confirm(
    @Body() input: ConfirmEnrolmentDto,
    @CurrentOrigin() origin: Origin,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignInResult> {
    const outcome = await this.signIn.confirmEnrolment(this.visit(input, origin, request), input.code);
    return this.answers.of(outcome, origin, reply);
  }

  private visit({ challenge }: ChallengeDto, origin: Origin, request: FastifyRequest): Return {
    return { challenge, origin, device: this.devices.read(request) };
  }
}

function proofOf({ code, recoveryCode }: SecondFactorDto): SecondProof {
  const proofs = [...(code == null ? [] : [{ code }]), ...(recoveryCode == null ? [] : [{ recoveryCode }])];
  const [proof, ...others] = proofs;
  if (proof && others.length === 0) return proof;
  throw new Problem('invalid-request', {
    errors: [{ pointer: '/code', code: 'exactly-one', detail: 'send either code or recoveryCode' }],
  });
}

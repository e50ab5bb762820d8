import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { Certificate } from '../../domain/poc.events.js';
import { poc } from '../../domain/poc.js';
import { lastAttempt } from '../../domain/poc.state.js';
import { LaboratoryAnswers } from '../../laboratory-answers.js';
import { PocDesk } from '../../poc-desk.js';
import { pocStream } from '../../poc-ids.js';

export type Issued = Omit<Certificate, 'by' | 'organisationId' | 'requestId' | 'replaces'>;

/**
 * The test report (시험성적서) of the laboratory that was asked: answers the request, and keeps what it certifies. One that replaces another and says
 * the same only corrects what is kept; one that says otherwise corrects the answer too, for as long as nothing was built on it. Refusals:
 * POC_NOT_FOUND, NO_CERTIFICATE_ASKED, NOT_THE_PARTNER, CERTIFICATE_UNFIT, CERTIFICATE_ISSUED, REQUEST_LATE, REQUEST_CLOSED, ANSWER_SUPERSEDED,
 * STEP_NOT_RUNNING.
 */
export class IssueCertificate extends Command<Appended> {
  constructor(
    readonly pocId: string,
    readonly certificate: Issued,
    /** Number of the certificate in whose place it comes. */
    readonly replaces: string | undefined,
    /** SHA-256 of what the laboratory sent. */
    readonly bodySha256: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(IssueCertificate)
export class IssueCertificateHandler implements ICommandHandler<IssueCertificate> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(LaboratoryAnswers) private readonly laboratory: LaboratoryAnswers,
    @Inject(PocDesk) private readonly desk: PocDesk,
  ) {}

  async execute({ pocId, certificate, replaces, bodySha256, context }: IssueCertificate): Promise<Appended> {
    const state = await this.desk.poc(pocId);
    const asked = lastAttempt(state)?.asked;
    if (!asked)
      throw new Refusal('conflict', 'NO_CERTIFICATE_ASKED', 'No laboratory has been asked for a certificate');
    const command = { type: 'IssueCertificate', certificate, replaces } as const;
    // What the certificate says is looked at before the request is answered by it.
    poc.decide({ ...command, now: context.now, actor: context.actor }, state);
    await this.laboratory.give(asked.requestId, certificate.result, bodySha256, context);
    return this.store.decide(pocStream(pocId), poc, command, context);
  }
}

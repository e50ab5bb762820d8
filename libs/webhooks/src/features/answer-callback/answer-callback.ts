import { createHash } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Actor, Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { AnswerExternalRequest, type ExternalRequestView } from '@doyak/reviews';
import type { Signer } from '../../callbacks/callback-signers.js';
import { KeptCallbacks } from '../../callbacks/kept-callbacks.js';
import { callback, idUsed } from '../../domain/callback.js';
import { callbackStream, derivedId } from '../../webhook-ids.js';

/** A callback as it came. */
export interface GivenCallback {
  readonly request: ExternalRequestView;
  readonly raw: Buffer;
  /** Read from `raw`. */
  readonly answer: { readonly requestId: string; readonly outcome: string; readonly supersedes?: string };
}

/**
 * Takes in a partner's signed answer: keeps the bytes, records who signed them, and gives the answer to the review. The same bytes under the
 * same `webhook-id` come to the same, whenever they come. What is refused is recorded, too. Refusals: CALLBACK_OF_ANOTHER, CALLBACK_ID_USED,
 * CALLBACKS_TOO_MANY, and those of `AnswerExternalRequest`.
 */
export class AnswerCallback extends Command<Appended> {
  constructor(
    readonly given: GivenCallback,
    readonly signer: Signer,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

/** Records that a callback was refused before it was looked into. */
export class RecordRefusedCallback extends Command<void> {
  constructor(
    readonly given: Pick<GivenCallback, 'request' | 'raw'>,
    readonly code: string,
    readonly signer: Signer | undefined,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

/** Hex. */
export const sha256Of = (raw: Buffer) => createHash('sha256').update(raw).digest('hex');

/** The partner's key as who acts. */
const actorOf = ({ organisationId, scheme, key }: Signer): Actor => ({
  ...{ kind: 'key', id: scheme === 'v1' ? key : derivedId('partner-key', key) },
  ...{ organisationId, authority: `callback:${scheme}` },
});

@CommandHandler(RecordRefusedCallback)
export class RecordRefusedCallbackHandler implements ICommandHandler<RecordRefusedCallback> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async execute({ given, code, signer, context }: RecordRefusedCallback): Promise<void> {
    const { requestId, caseId } = given.request;
    const bodySha256 = sha256Of(given.raw);
    const by = signer && {
      ...{ organisationId: signer.organisationId, webhookId: signer.webhookId },
      ...{ scheme: signer.scheme, key: signer.key },
    };
    await this.store.decide(
      callbackStream(requestId),
      callback,
      {
        type: 'RefuseCallback',
        requestId,
        caseId,
        code,
        bodySha256,
        size: given.raw.length,
        ...(by && { by }),
      },
      {
        ...{ now: context.now, correlationId: context.correlationId, caseId },
        actor: signer ? actorOf(signer) : { kind: 'system', id: 'callbacks', authority: 'callbacks' },
        commandId: derivedId('callback-refused', requestId, code, bodySha256, context.commandId),
      },
    );
  }
}

@CommandHandler(AnswerCallback)
export class AnswerCallbackHandler implements ICommandHandler<AnswerCallback> {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(KeptCallbacks) private readonly kept: KeptCallbacks,
  ) {}

  async execute({ given, signer, context }: AnswerCallback): Promise<Appended> {
    try {
      return await this.take(given, signer, context);
    } catch (error) {
      if (error instanceof Refusal)
        await this.commands.execute(new RecordRefusedCallback(given, error.code, signer, context));
      throw error;
    }
  }

  private async take({ request, raw, answer }: GivenCallback, signer: Signer, context: DecideOptions) {
    const { requestId, caseId } = request;
    // The path is not signed. Bytes for another request are not kept here: they would use up its id.
    if (answer.requestId !== requestId)
      throw new Refusal('rule', 'CALLBACK_OF_ANOTHER', 'The body answers another request', [
        { pointer: '/requestId', code: 'CALLBACK_OF_ANOTHER', detail: 'is not the request of the path' },
      ]);
    const bodySha256 = sha256Of(raw);
    const { organisationId, webhookId, scheme, key, signature } = signer;
    const callbackId = await this.kept.keep(
      {
        ...{ callbackId: derivedId('callback', organisationId, webhookId, requestId, bodySha256), requestId },
        ...{ organisationId, personId: request.applicant, webhookId, bodySha256, body: raw },
      },
      context.now,
    );
    if (callbackId === undefined) throw idUsed();
    const options: DecideOptions = {
      ...{ actor: actorOf(signer), now: context.now, correlationId: context.correlationId, caseId },
      commandId: derivedId('callback-received', callbackId),
    };
    await this.store.decide(
      callbackStream(requestId),
      callback,
      {
        ...{ type: 'ReceiveCallback', callbackId, requestId, caseId, organisationId, webhookId },
        ...{ bodySha256, size: raw.length, scheme, key, signature, signedAt: signer.signedAt.toISOString() },
      },
      options,
    );
    return this.commands.execute(
      new AnswerExternalRequest(
        {
          ...{ requestId, outcome: answer.outcome, bodySha256 },
          ...(answer.supersedes === undefined ? {} : { supersedes: answer.supersedes }),
        },
        {
          ...{ ...options, caseId: undefined, expectedVersion: context.expectedVersion },
          commandId: derivedId('callback-answer', callbackId),
        },
      ),
    );
  }
}

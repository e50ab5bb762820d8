import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { EventRegistry } from '@doyak/kernel/event-store';
import { OpenApi, type OutgoingMessage } from '@doyak/kernel/http';
import { webhookHeaders } from '../webhooks-input.js';
import { PUBLISHED } from './catalogue.js';
import { wireType } from './cloud-event.js';
import { messageSchema } from './message-schema.js';

/** Puts the messages of the catalogue into the API document: its `webhooks`, and the `callbacks` of routes that lead to them. */
@Injectable()
export class DescribeMessages implements OnModuleInit {
  constructor(
    @Inject(ModuleRef) private readonly modules: ModuleRef,
    @Inject(EventRegistry) private readonly registry: EventRegistry,
  ) {}

  onModuleInit(): void {
    let document: OpenApi;
    try {
      document = this.modules.get(OpenApi, { strict: false });
    } catch {
      // A worker without an edge has no document.
      return;
    }
    document.addMessages(() => this.messages());
  }

  private messages(): OutgoingMessage[] {
    return PUBLISHED.map((publication) => ({
      name: wireType(publication),
      summary: publication.title.en,
      description: publication.title.ko,
      contentType: 'application/cloudevents+json',
      headers: webhookHeaders,
      schema: messageSchema(publication, this.registry.spec(publication.event)),
      ...(publication.event === 'ExternalRequestMade' && {
        answeredBy: {
          template: '/v1/callbacks/{requestId}',
          expression: '{$request.body#/data/replyPath}',
        },
      }),
    }));
  }
}

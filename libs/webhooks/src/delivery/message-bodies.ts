import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import { EventStore } from '@doyak/kernel/event-store';
import { keepBodies } from '../messages/publish.js';
import { publicationOf } from '../published/catalogue.js';
import { bodyOf, type Form } from '../published/cloud-event.js';

/** Makes the bodies of messages that have none yet: of a replay that reaches behind the endpoint's beginning, or after its form was changed. */
@Injectable()
export class MessageBodies {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  async render(index: number, form: Form, contract: number): Promise<string> {
    const [event] = await this.store.readLog({ after: index - 1, limit: 1 });
    const publication = event && publicationOf(event.type);
    if (!event || !publication) throw new Error(`Event ${index} is not published`);
    await keepBodies([{ event, publication, form, contract }], this.database.pool);
    return bodyOf(event, publication, form);
  }
}

import { createHash } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Config } from '@doyak/kernel/config';
import { Database } from '@doyak/kernel/database';
import { wholeBody } from '../../published/cloud-event.js';

/** A receipt that is kept as evidence: what a partner signed for the message of an event. */
export interface CaseReceipt {
  /** Of the event, in the log. */
  readonly index: number;
  readonly organisationId: string;
  /** `whpk_…` */
  readonly publicKey: string;
  readonly signed: Buffer;
  readonly signature: Buffer;
  /** The body that the receipt is of; absent where it can be made no more. */
  readonly body: string | undefined;
}

/** Receipts for messages of a case, in the order of the log. */
export class ReceiptsOfCase extends Query<CaseReceipt[]> {
  constructor(readonly caseId: string) {
    super();
  }
}

interface Row {
  readonly index: string;
  readonly organisation_id: string;
  readonly public_key: string;
  readonly signed: Buffer;
  readonly signature: Buffer;
  readonly previous: number | null;
  readonly bodies: string[];
}

@QueryHandler(ReceiptsOfCase)
export class ReceiptsOfCaseHandler implements IQueryHandler<ReceiptsOfCase> {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Config) private readonly config: Pick<Config, 'logOrigin'>,
  ) {}

  async execute({ caseId }: ReceiptsOfCase): Promise<CaseReceipt[]> {
    const { rows } = await this.database.pool.query<Row>(
      `select m.index, e.organisation_id, r.public_key, r.signed, r.signature, m.previous,
         array(select b.body from webhooks.bodies b where b.event_id = m.event_id) as bodies
       from doyak.log l
       join webhooks.messages m on m.event_id = l.event_id
       join webhooks.receipts r on r.endpoint_id = m.endpoint_id and r.event_id = m.event_id
       join webhooks.endpoints e on e.endpoint_id = m.endpoint_id
       where l.case_id = $1 order by m.index, m.endpoint_id`,
      [caseId],
    );
    return rows.map((row) => {
      const { bodySha256 } = JSON.parse(row.signed.toString()) as { bodySha256: string };
      // Which form and version the endpoint had then is not kept: the hash tells.
      const body = row.bodies
        .map((one) => wholeBody(one, this.config.logOrigin, row.previous))
        .find((one) => createHash('sha256').update(one).digest('hex') === bodySha256);
      return {
        ...{ index: Number(row.index), organisationId: row.organisation_id, publicKey: row.public_key },
        ...{ signed: row.signed, signature: row.signature, body },
      };
    });
  }
}

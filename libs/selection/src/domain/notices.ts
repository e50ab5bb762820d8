import { type Decider, type Given, Refusal } from '@doyak/kernel/decider';
import type { Channel, NoticeIssue, NoticesEvent } from './notices.events.js';

export type NoticesCommand =
  | ({ type: 'IssueNotice'; caseNumber: string } & Omit<NoticeIssue, 'notice' | 'number'>)
  | { type: 'RecordSending'; notice: number; channel: Channel; sentAt: string }
  | { type: 'ConfirmReceipt'; notice: number; channel: Channel };

export interface Delivery {
  readonly channel: Channel;
  readonly sentAt: string | undefined;
  readonly receivedAt: string | undefined;
}

export interface KnownNotice extends NoticeIssue {
  readonly deliveries: readonly Delivery[];
}

export interface NoticesState {
  readonly notices: readonly KnownNotice[];
}

/** The notices of one case, numbered without gaps, with when each was sent and received. */
export const notices: Decider<NoticesState, NoticesCommand, NoticesEvent> = {
  name: 'notices',
  initialState: { notices: [] },
  evolve(state, { type, data }) {
    if (type === 'NoticeIssued') {
      const deliveries = data.channels.map((channel) => ({
        ...{ channel, sentAt: undefined, receivedAt: undefined },
      }));
      return { notices: [...state.notices, { ...data, deliveries }] };
    }
    const change = type === 'NoticeSent' ? { sentAt: data.sentAt } : { receivedAt: data.receivedAt };
    return {
      notices: state.notices.map((one) =>
        one.notice === data.notice
          ? {
              ...one,
              deliveries: one.deliveries.map((delivery) =>
                delivery.channel === data.channel ? { ...delivery, ...change } : delivery,
              ),
            }
          : one,
      ),
    };
  },
  decide,
};

function decide(command: Given<NoticesCommand>, state: NoticesState): NoticesEvent[] {
  if (command.type === 'IssueNotice') {
    const { type: _, caseNumber, now, actor: _actor, ...issue } = command;
    const { caseId, stage, run, result } = issue;
    const known = state.notices.some(
      (one) => one.stage === stage && one.run === run && one.result === result,
    );
    if (known) return [];
    const notice = state.notices.length + 1;
    const issued: NoticesEvent = {
      type: 'NoticeIssued',
      data: { ...issue, notice, number: `${caseNumber}-N${notice}` },
    };
    // In the portal it stands as soon as it is issued.
    if (!issue.channels.includes('portal')) return [issued];
    return [
      issued,
      { type: 'NoticeSent', data: { caseId, notice, channel: 'portal', sentAt: now.toISOString() } },
    ];
  }
  const found = state.notices.find(({ notice }) => notice === command.notice);
  const delivery = found?.deliveries.find(({ channel }) => channel === command.channel);
  if (!found || !delivery)
    throw new Refusal('not-found', 'NOTICE_NOT_FOUND', 'The case has no such notice on that channel');
  const { caseId, notice } = found;
  const { channel, now, actor } = command;
  if (command.type === 'RecordSending') {
    if (delivery.sentAt !== undefined)
      throw new Refusal('conflict', 'NOTICE_SENT', 'The notice was sent on that channel already');
    if (new Date(command.sentAt) > now)
      throw new Refusal('rule', 'SENT_IN_FUTURE', 'A notice is recorded once it has been sent');
    const by = actor.kind === 'person' ? actor.id : undefined;
    return [{ type: 'NoticeSent', data: { caseId, notice, channel, sentAt: command.sentAt, by } }];
  }
  if (delivery.sentAt === undefined)
    throw new Refusal('conflict', 'NOTICE_NOT_SENT', 'The notice was not sent on that channel');
  if (delivery.receivedAt !== undefined) return [];
  const data = { caseId, notice, channel, receivedAt: now.toISOString(), by: actor.id };
  return [{ type: 'NoticeReceived', data }];
}

import { fold } from '@doyak/kernel/decider';
import { given, testNow } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import { notices, type NoticesCommand } from './notices.js';

const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const at = testNow.toISOString();
const issue = (result: string): NoticesCommand => ({
  ...{ type: 'IssueNotice', caseNumber: '2026-VOU-000001', caseId: uuid(1), applicationId: uuid(2) },
  ...{ programId: 'sample', programVersion: 1, track: 'general', stage: 'selection', run: 1, result },
  ...{ template: 'refused', issuedAt: at, channels: ['portal', 'email'] },
});
const first = given(notices).when(issue('reserve')).events();

describe('Notices of a case', () => {
  it('are numbered without gaps, each result told once, and stand in the portal at once', () => {
    expect(first).toMatchObject([
      { type: 'NoticeIssued', data: { notice: 1, number: '2026-VOU-000001-N1' } },
      { type: 'NoticeSent', data: { notice: 1, channel: 'portal', sentAt: at } },
    ]);
    given(notices, first).when(issue('reserve')).then();
    const second = given(notices, first).when(issue('selected')).events();
    expect(second[0]).toMatchObject({ data: { number: '2026-VOU-000001-N2' } });
  });

  it('keep when they were sent and received, per channel', () => {
    const sending = { type: 'RecordSending', notice: 1, channel: 'email' } as const;
    const receipt = { type: 'ConfirmReceipt', notice: 1, channel: 'email' } as const;
    given(notices, first).when(receipt).thenRefuses('NOTICE_NOT_SENT');
    given(notices, first)
      .when({ ...sending, sentAt: new Date(testNow.getTime() + 1).toISOString() })
      .thenRefuses('SENT_IN_FUTURE');
    given(notices, first)
      .when({ ...sending, channel: 'post', sentAt: at })
      .thenRefuses('NOTICE_NOT_FOUND');
    const sent = [
      ...first,
      ...given(notices, first)
        .when({ ...sending, sentAt: at })
        .events(),
    ];
    given(notices, sent)
      .when({ ...sending, sentAt: at })
      .thenRefuses('NOTICE_SENT');
    const received = [...sent, ...given(notices, sent).when(receipt).events()];
    given(notices, received).when(receipt).then();
    expect(fold(notices, received).notices[0]!.deliveries).toEqual([
      { channel: 'portal', sentAt: at, receivedAt: undefined },
      { channel: 'email', sentAt: at, receivedAt: at },
    ]);
  });
});

import type { ApplicationState } from '@doyak/applications';
import { dateOf } from '@doyak/kernel/calendar';
import { type LocalizedText, type ProgramDefinition, standardStageKinds, type Stage } from '@doyak/programs';
import type { KnownNotice } from '../../domain/notices.js';
import { templateOf } from '../../notice-templates.js';

/** What a notice says, in both languages. */
export interface NoticeText {
  readonly title: LocalizedText;
  readonly body: LocalizedText;
  readonly legalBasis: LocalizedText;
  readonly reason: LocalizedText | null;
  readonly objection: { readonly way: LocalizedText; readonly lastDay: string } | null;
  readonly contact: LocalizedText;
}

export interface NoticeSources {
  readonly definition: ProgramDefinition;
  readonly stages: readonly Stage[];
  readonly trackTitle: LocalizedText;
  readonly application: ApplicationState;
  /** First instant after the deadline of what comes next, where it has one. */
  readonly nextBefore: string | undefined;
}

const NOTHING: LocalizedText = { ko: '-', en: '-' };

/** Titles of the reason codes that a selection brings; others come from the definition. */
const REASONS: Readonly<Record<string, LocalizedText>> = {
  RANK_OUT: { ko: '순위 밖', en: 'Ranked behind the slots' },
  BELOW_THRESHOLD: { ko: '기준점수 미달', en: 'Below the pass mark' },
};

/** Fills the template's placeholders from the definition, the case, and the application as it is known now: a name that was erased stays away. */
export function noticeText(notice: KnownNotice, sources: NoticeSources): NoticeText {
  const { definition, stages, application } = sources;
  const stage = stages.find(({ id }) => id === notice.stage)!;
  const template = templateOf(definition, stage, notice.result)!;
  const reason = notice.reason === undefined ? null : reasonText(definition, stages, notice.reason);
  const lastDay = notice.objectionBefore === undefined ? undefined : lastDayBefore(notice.objectionBefore);
  const way = template.objection?.way;
  const name = application.status === 'NONE' ? '-' : (application.company?.name ?? application.title);
  const values: Readonly<Record<string, LocalizedText>> = {
    noticeNumber: same(notice.number),
    caseNumber: same(notice.number.replace(/-N\d+$/, '')),
    applicant: same(name),
    programTitle: definition.program.title,
    trackTitle: sources.trackTitle,
    stageTitle: stage.title,
    result: resultText(notice, stage),
    reason: reason ?? NOTHING,
    legalBasis: template.legalBasis,
    objectionWay: way ?? NOTHING,
    objectionDeadline: lastDay === undefined ? NOTHING : same(lastDay),
    deadline: sources.nextBefore === undefined ? NOTHING : same(lastDayBefore(sources.nextBefore)),
    amount: NOTHING,
    contact: template.contact,
  };
  const filled = (text: string, language: 'ko' | 'en') =>
    text.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, key: string) => (values[key] ?? NOTHING)[language]);
  return {
    title: template.title,
    body: { ko: filled(template.body.ko, 'ko'), en: filled(template.body.en, 'en') },
    ...{ legalBasis: template.legalBasis, reason, contact: template.contact },
    objection: way && lastDay !== undefined ? { way, lastDay } : null,
  };
}

function resultText({ result, reserve }: KnownNotice, stage: Stage): LocalizedText {
  if (result === 'reserve') return { ko: `예비 ${reserve}순위`, en: `reserve no. ${reserve}` };
  const outcomes = standardStageKinds.get(stage.kind)?.outcomes ?? [];
  return outcomes.find(({ id }) => id === result)?.title ?? same(result);
}

function reasonText(definition: ProgramDefinition, stages: readonly Stage[], code: string): LocalizedText {
  const own = definition.program.reasonCodes?.find((one) => one.code === code)?.title;
  const rules = [
    ...definition.eligibility,
    ...definition.tracks.filter((one) => one.stages === stages).flatMap(({ eligibility }) => eligibility),
  ];
  const message = rules.find(({ reason }) => reason === code)?.message;
  return own ?? message ?? REASONS[code] ?? same(code);
}

/** The last day in Seoul on which something is in time. */
const lastDayBefore = (instant: string) => dateOf(new Date(Date.parse(instant) - 1));

const same = (text: string): LocalizedText => ({ ko: text, en: text });

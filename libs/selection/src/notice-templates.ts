import type { LocalizedText, Notice, ProgramDefinition, Stage } from '@doyak/programs';

/** What Doyak says where a definition has no template of its own: results of a selection that refuse nothing. */
const BUILT_IN: Readonly<Record<string, { readonly title: LocalizedText; readonly body: LocalizedText }>> = {
  selected: {
    title: { ko: '선정 통지', en: 'Notice of selection' },
    body: {
      ko: '문서번호 {{noticeNumber}} · 과제번호 {{caseNumber}} · {{applicant}} 귀하\n{{programTitle}} {{trackTitle}} 분야에 선정되었습니다. 근거: {{legalBasis}} · 문의: {{contact}}',
      en: 'No. {{noticeNumber}} · case {{caseNumber}} · {{applicant}}\nThe application was selected for {{trackTitle}} of {{programTitle}}. Basis: {{legalBasis}} · Contact: {{contact}}',
    },
  },
  reserve: {
    title: { ko: '예비 선정 통지', en: 'Notice of a place among the reserves' },
    body: {
      ko: '문서번호 {{noticeNumber}} · 과제번호 {{caseNumber}} · {{applicant}} 귀하\n{{programTitle}} {{trackTitle}} 분야 결과: {{result}}. 선정자가 포기하면 순서대로 선정됩니다. 근거: {{legalBasis}} · 문의: {{contact}}',
      en: 'No. {{noticeNumber}} · case {{caseNumber}} · {{applicant}}\nResult for {{trackTitle}} of {{programTitle}}: {{result}}. Reserves move up in order when a selected one withdraws. Basis: {{legalBasis}} · Contact: {{contact}}',
    },
  },
};

export interface Template extends Pick<Notice, 'title' | 'body' | 'legalBasis' | 'channels' | 'contact'> {
  readonly id: string;
  readonly objection?: Notice['objection'];
}

/** The notice that tells a result of a stage; `undefined`: none is sent. `result` is an outcome, or `reserve`. */
export function templateOf(
  definition: ProgramDefinition,
  stage: Stage,
  result: string,
): Template | undefined {
  const wanted = stage.notices?.[result];
  const found = definition.notices.find(({ id }) => id === wanted);
  if (found) return found;
  const builtIn = stage.kind === 'selection' ? BUILT_IN[result] : undefined;
  if (!builtIn) return undefined;
  const contacts = Object.values(stage.notices ?? {}).map(
    (id) => definition.notices.find((notice) => notice.id === id)?.contact,
  );
  return {
    id: `doyak:${result}`,
    ...builtIn,
    legalBasis: definition.program.legalBasis[0]!,
    channels: ['portal'],
    contact: contacts.find((contact) => contact !== undefined) ?? definition.program.agency,
  };
}

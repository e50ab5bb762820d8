import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type CaseAction, CaseActions } from '@doyak/cases';
import { type DomainEvent, Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import type { RequestContext } from '@doyak/kernel/http';
import { isOpen, objection, type ObjectionCommand } from './domain/objection.js';
import { selection, type SelectionCommand } from './domain/selection.js';
import { stagesOfKind } from './reactions/stages-of-kind.js';
import { objectionId, objectionStream, selectionId, selectionStream } from './selection-ids.js';

/** What can be done about the selection of a case and its objections. */
@Injectable()
export class SelectionActions implements OnModuleInit {
  constructor(
    @Inject(CaseActions) private readonly actions: CaseActions,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  onModuleInit(): void {
    this.actions.register('selection', async ({ caseId, context }) => [
      ...(await this.ofSelections(caseId, context)),
      ...(await this.ofObjections(caseId, context)),
    ]);
  }

  private async ofSelections(caseId: string, context: RequestContext): Promise<CaseAction[]> {
    const stages = await stagesOfKind('selection', caseId, Infinity, this.store);
    const ids = [...new Set(stages.map(selectionId))];
    const found = ids.map(async (id) => {
      const { state } = await this.store.load(selectionStream(id), selection);
      const candidate = state.status === 'none' ? undefined : state.candidates[caseId];
      // Rankings are nobody's business but the agency's.
      if (candidate?.standing !== 'unplaced' || !context.permits('selection.read')) return [];
      const action = (verb: string, permission: string, command: SelectionCommand) =>
        tried({ verb, permission, path: `/v1/selections/${id}/${verb}` }, context, () =>
          selection.decide({ ...command, ...given(context) }, state),
        );
      return [
        action('rank', 'selection.rank', { type: 'Rank' }),
        action('publish', 'selection.publish', { type: 'Publish' }),
      ];
    });
    return (await Promise.all(found)).flat();
  }

  private async ofObjections(caseId: string, context: RequestContext): Promise<CaseAction[]> {
    const stages = await stagesOfKind('objection', caseId, Infinity, this.store);
    const found = stages.map(async ({ stage, run }) => {
      const id = objectionId(caseId, stage, run);
      const { state } = await this.store.load(objectionStream(id), objection);
      if (state.status === 'none' || !isOpen(state)) return [];
      const action = (verb: string, permission: string, path: string, command: ObjectionCommand) =>
        tried({ verb, permission, path: `/v1/objections/${id}/${path}` }, context, () =>
          objection.decide({ ...command, ...given(context) }, state),
        );
      if (state.status === 'WINDOW_OPEN') {
        const command = { type: 'FileObjection', grounds: '', answerBefore: '' } as const;
        return [action('object', 'selection.object', 'file', command)];
      }
      const dismiss = { type: 'DecideObjection', decision: 'DISMISSED', reason: '' } as const;
      const extend = { type: 'ExtendObjection', answerBefore: '', reason: '' } as const;
      return [
        action('decide-objection', 'selection.decide-objections', 'decide', dismiss),
        action('extend-objection', 'selection.decide-objections', 'extend', extend),
      ];
    });
    return (await Promise.all(found)).flat();
  }
}

const given = ({ now, actor }: RequestContext) => ({ now, actor });

/** The decider itself says whether and why not; nothing is carried out. */
function tried(
  { verb, permission, path }: { verb: string; permission: string; path: string },
  context: RequestContext,
  decide: () => readonly DomainEvent[],
): CaseAction {
  const base = { action: `selection.${verb}`, method: 'POST', path } as const;
  const not = (code: string, detail: string) => ({ ...base, allowed: false, why: { code, detail } });
  if (!context.permits(permission)) return not('FORBIDDEN', `This needs the permission ${permission}`);
  try {
    decide();
    return { ...base, allowed: true };
  } catch (error) {
    if (error instanceof Refusal) return not(error.code, error.detail);
    throw error;
  }
}

import type { RequestContext } from '@doyak/kernel/http';

/** Roles whose tasks the caller may do. */
export function taskRoles(context: Pick<RequestContext, 'permits'>): string[] {
  return (['operator', 'reviewer'] as const).filter((role) => context.permits(`reviews.do-${role}-tasks`));
}

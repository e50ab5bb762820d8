import type { CONTACT_FIELDS } from './person.events.js';
import type { OrganisationKind, Role } from './roles.js';

export type PersonCommand =
  | {
      readonly type: 'RegisterPerson';
      readonly personId: string;
      readonly organisationId: string | null;
      readonly organisationKind: OrganisationKind | null;
    }
  | {
      readonly type: 'JoinOrganisation';
      readonly organisationId: string;
      readonly organisationKind: OrganisationKind;
    }
  | { readonly type: 'ChangeContact'; readonly fields: readonly (typeof CONTACT_FIELDS)[number][] }
  | { readonly type: 'IssueInvitation'; readonly invitationId: string; readonly expiresAt: Date }
  | SetPassword
  | GrantRole
  | RevokeRole
  | { readonly type: 'LockSignIn'; readonly failures: number; readonly until: Date }
  | { readonly type: 'UnlockSignIn'; readonly reason: string }
  | { readonly type: 'ReportRefreshReuse'; readonly sessionId: string }
  | { readonly type: 'DeactivatePerson'; readonly reason: string }
  | {
      readonly type: 'ErasePerson';
      readonly reason: string;
      /** For what the data still has to be kept, and until when (RFC 3339) where that is known. */
      readonly kept: readonly { readonly what: string; readonly until?: string | undefined }[];
    };

export interface SetPassword {
  readonly type: 'SetPassword';
  readonly credentialId: string;
  /** What entitles to it: an open invitation, the credential whose password was just shown, or the bootstrap. */
  readonly by:
    | { readonly kind: 'invitation'; readonly invitationId: string }
    | { readonly kind: 'self'; readonly credentialId: string }
    | { readonly kind: 'bootstrap' };
}

export interface GrantRole {
  readonly type: 'GrantRole';
  readonly role: Role;
  readonly grantId: string;
  readonly reason: string;
  /** Of an auditor: which programs may be read, and when. */
  readonly limits?: AuditLimits | undefined;
}

/** What an auditor's grant is limited to: programs, and the time in which it holds (`until` is the first instant too late). */
export interface AuditLimits {
  readonly programs?: readonly string[] | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

export interface RevokeRole {
  readonly type: 'RevokeRole';
  readonly role: Role;
  /** The grant that is meant, so that a grant made in between is not revoked with it. */
  readonly grantId: string;
  readonly reason: string;
}

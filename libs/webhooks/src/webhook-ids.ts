import { v5 as uuidv5 } from 'uuid';

const WEBHOOKS = '7d1d7b0e-2a6c-5a6f-9b1c-3a0d7f9f4c88';

export const endpointStream = (id: string) => `webhook-endpoint-${id}`;
export const partnerStream = (organisationId: string) => `webhook-partner-${organisationId}`;
export const callbackStream = (requestId: string) => `callback-${requestId}`;
export const concernStream = (caseId: string) => `case-partners-${caseId}`;

/** Ids of commands that follow from something, so that doing it twice does it once. */
export const derivedId = (...parts: (string | number)[]) => uuidv5(parts.join(':'), WEBHOOKS);

/** The follower that makes messages. */
export const MESSAGES_FOLLOWER = 'webhook-messages';

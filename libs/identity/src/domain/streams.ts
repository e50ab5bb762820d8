/** Stream names: the prefix of a decider and the id. */
export const organisationStream = (organisationId: string) => `organisation-${organisationId}`;
export const personStream = (personId: string) => `person-${personId}`;
export const apiKeyStream = (keyId: string) => `api-key-${keyId}`;

/** A program's budget line has one stream, whatever version named it first. */
export const budgetLineStream = (programId: string, line: string) => `budget-line-${programId}-${line}`;

/** Which stage of which program version. */
interface StageOf {
  readonly programId: string;
  readonly programVersion: number;
  readonly track: string;
  readonly stage: string;
}

/** What of a case's history says where an open stage went. */
type Happened = { readonly type: string; readonly data: unknown };
interface Migrated {
  readonly fromVersion: number;
  readonly toVersion: number;
  readonly toTrack: string;
  readonly stages: readonly {
    readonly from: string | null;
    readonly to: string | null;
    readonly status: string;
  }[];
}

/** Where a stage that was open when its case was migrated stands now, under which version and name. */
export function afterMigrations(of: StageOf, history: readonly Happened[]): StageOf {
  const { programId } = of;
  let now = { programId, programVersion: of.programVersion, track: of.track, stage: of.stage };
  for (const { type, data } of history) {
    if (type !== 'CaseMigrated') continue;
    const { fromVersion, toVersion, toTrack, stages } = data as Migrated;
    const moved = stages.find(({ from, status }) => from === now.stage && status === 'open');
    if (fromVersion === now.programVersion && typeof moved?.to === 'string')
      now = { programId, programVersion: toVersion, track: toTrack, stage: moved.to };
  }
  return now;
}

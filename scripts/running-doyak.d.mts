export interface RunningDoyak {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  readonly readyMs: number;
  /** All that was printed so far. */
  output(): string;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface SeenProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

export function temporaryHome(): { readonly home: string; remove(): void };
export function startDoyak(
  home: string,
  options?: { direct?: boolean; timeoutMs?: number; env?: NodeJS.ProcessEnv },
): Promise<RunningDoyak>;
export function interrupt(
  doyak: RunningDoyak,
  timeoutMs?: number,
): Promise<{ code: number | null; signal: NodeJS.Signals | null } | undefined>;
export function killHard(doyak: RunningDoyak): Promise<void>;
export function processes(): SeenProcess[];
export function residentMemory(pids: readonly number[]): { once: number; summed: number };
export function processTree(pid: number): SeenProcess[];
export function serversOf(home: string): SeenProcess[];

export interface LockEntry {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
  dev?: boolean;
  optional?: boolean;
  inBundle?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

export interface Lock {
  packages: Record<string, LockEntry>;
}

export function readLock(path?: URL): Lock;
export function locate(lock: Lock, from: string, name: string): string | undefined;
export function missingVariants(lock: Lock): { parent: string; name: string; range: string; dev: boolean }[];
export function machineSpecific(lock: Lock): string[];
export function outOfStep(lock: Lock, manifest: LockEntry): string[];
export function platformOf(name: string): { os: string; cpu: string; libc?: string } | undefined;

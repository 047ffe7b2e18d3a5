/**
 * Memories of persistent agents without files, for runs that keep none: the `MemoryStore` port on a map.
 *
 * They live as long as the store: one that several runs share is what the disk is to the others. Within it, the
 * memories of `persist: true` are those of one run.
 */
import type { MemoryAddress, MemoryCall, MemoryStore, MemoryVersion } from '../../ports.ts';

export function createVolatileMemory(): MemoryStore {
  return new VolatileMemory();
}

class VolatileMemory implements MemoryStore {
  readonly #newest = new Map<string, MemoryVersion>();
  readonly #open = new Set<string>();

  keyOf({ agent, place, program }: MemoryAddress): string {
    if (place.kind === 'directory') return JSON.stringify(['directory', place.path]);
    return JSON.stringify(place.kind === 'run' ? ['run', agent, program] : [place.kind, agent]);
  }

  open(address: MemoryAddress): MemoryCall | null {
    const key = this.keyOf(address);
    if (this.#open.has(key)) return null;
    this.#open.add(key);
    const found = this.#newest.get(key) ?? null;
    return {
      found,
      lend: () => '',
      returned: () => null,
      promote: (text) => {
        const version = { number: (found?.number ?? 0) + 1, text };
        this.#newest.set(key, version);
        return version;
      },
      close: () => void this.#open.delete(key),
    };
  }

  read(address: MemoryAddress): MemoryVersion | null {
    return this.#newest.get(this.keyOf(address)) ?? null;
  }
}

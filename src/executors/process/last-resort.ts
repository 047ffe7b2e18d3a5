/**
 * When this process exits while agents still work (a second Ctrl-C, a crash of ours), their groups are
 * killed on the way out. What left its group is found by the next sweep.
 *
 * One listener for all agents, present only while there are any.
 */
const groups = new Set<number>();

/** Watches over the group that `leader` leads; the returned function ends the watch. */
export function killGroupAtExit(leader: number): () => void {
  if (groups.size === 0) process.on('exit', killGroups);
  groups.add(leader);
  return () => {
    groups.delete(leader);
    if (groups.size === 0) process.off('exit', killGroups);
  };
}

function killGroups(): void {
  for (const leader of groups) {
    try {
      process.kill(process.platform === 'win32' ? leader : -leader, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
}

/**
 * The open levels of indentation, innermost last.
 *
 * Owns: which column belongs to which level. Does not own: tokens.
 * 1. Level 0 is the program at column 0; columns grow from level to level.
 * 2. After a dedent that matched no level, the nearest level has two columns, its own and the new one,
 *    so that one slip is reported once. Its first is the smaller one.
 */
interface Level {
  column: number;
  /** A second column that was taken for this level after an error, else -1. */
  alias: number;
  /** Holds properties, not statements. */
  properties: boolean;
}

export class Levels {
  private readonly open: Level[] = [{ column: 0, alias: -1, properties: false }];

  get depth(): number {
    return this.open.length - 1;
  }

  /** The column of the innermost level. */
  get column(): number {
    return this.top().column;
  }

  /** Whether the innermost level has this second column too. */
  isAlias(column: number): boolean {
    return this.top().alias === column;
  }

  /** Opens a level at `column`, which lies to the right of the innermost one. */
  indent(column: number): void {
    this.open.push({ column, alias: -1, properties: false });
  }

  /** Closes the levels to the right of the one that has `column`, and returns how many; undefined when none has it. */
  dedent(column: number): number | undefined {
    for (let at = this.depth; at >= 0; at -= 1) {
      const level = this.open[at];
      if (!level) break;
      if (level.column === column || level.alias === column) return this.keep(at);
      if (level.column < column) break;
    }
    return undefined;
  }

  /** All open columns. */
  get columns(): readonly number[] {
    return this.open.map((level) => level.column);
  }

  /**
   * As `dedent`, for a column that no level has: it becomes a second column of the level nearest to it.
   *
   * @param statement the line begins a statement, so that it is no property on a wrong column
   */
  dedentToNearest(column: number, statement: boolean): number {
    const nearest = this.levelNear(column, statement);
    const level = this.open[nearest];
    const closed = this.keep(nearest);
    if (!level) return closed;
    level.alias = Math.max(level.column, column);
    level.column = Math.min(level.column, column);
    return closed;
  }

  /** Closes the levels whose column lies to the right of a continuation line's. */
  closeRightOf(column: number): number {
    let closed = 0;
    while (this.depth > 0 && this.top().column > column) {
      this.open.pop();
      closed += 1;
    }
    return closed;
  }

  closeAll(): number {
    const closed = this.depth;
    this.open.length = 1;
    return closed;
  }

  /** Marks the innermost level as one of properties. */
  markProperties(): void {
    this.top().properties = true;
  }

  get inProperties(): boolean {
    return this.top().properties;
  }

  /** The column of the innermost statement: that of the innermost level which holds statements. */
  get statementColumn(): number {
    for (let at = this.depth; at > 0; at -= 1) {
      const level = this.open[at];
      if (level && !level.properties) return Math.max(level.column, level.alias);
    }
    return Math.max(0, this.open[0]?.alias ?? 0);
  }

  /** Closes what lies inside a level; returns how many levels that were. */
  private keep(level: number): number {
    const closed = this.depth - level;
    this.open.length = level + 1;
    return closed;
  }

  /** The level nearest to `column`, the outer one of two being nearer only when strictly so. */
  private levelNear(column: number, statement: boolean): number {
    let inner = this.depth;
    for (let at = this.depth; at >= 0; at -= 1) {
      const level = this.open[at];
      if (!level) break;
      if (level.column < column) return statement && this.open[inner]?.properties ? at : this.nearer(column, at, inner);
      inner = at;
    }
    return 0;
  }

  private nearer(column: number, outer: number, inner: number): number {
    const toOuter = column - (this.open[outer]?.column ?? 0);
    const toInner = (this.open[inner]?.column ?? column) - column;
    return toInner <= toOuter ? inner : outer;
  }

  private top(): Level {
    const level = this.open[this.open.length - 1];
    return level ?? { column: 0, alias: -1, properties: false };
  }
}

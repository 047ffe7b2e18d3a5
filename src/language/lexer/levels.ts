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

export interface Dedent {
  readonly closed: number;
  /** The columns that were open, when the new column matches none of them. */
  readonly mismatch?: readonly number[];
}

const stay: Dedent = { closed: 0 };

export class Levels {
  private readonly open: Level[] = [{ column: 0, alias: -1, properties: false }];

  get depth(): number {
    return this.open.length - 1;
  }

  /**
   * Opens a level when `column` lies to the right of the innermost one.
   *
   * @param afterHeader the line before ended in `:`, so that a level is expected
   */
  indent(column: number, afterHeader: boolean): boolean {
    const top = this.top();
    if (column <= top.column || (column === top.alias && !afterHeader)) return false;
    this.open.push({ column, alias: -1, properties: false });
    return true;
  }

  /**
   * Closes the levels to the right of `column`.
   *
   * @param statement the line begins a statement, so that it is no property on a wrong column
   */
  dedent(column: number, statement: boolean): Dedent {
    if (column === this.top().column) return stay;
    const columns = this.open.map((level) => level.column);
    const keep = this.levelFor(column, statement);
    const level = this.open[keep];
    const closed = this.depth - keep;
    this.open.length = keep + 1;
    if (!level || level.column === column || level.alias === column) return { closed };
    level.alias = Math.max(level.column, column);
    level.column = Math.min(level.column, column);
    return { closed, mismatch: columns };
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

  /** The level of `column`: the one that has it, else the nearest, the outer one of two being nearer only when strictly so. */
  private levelFor(column: number, statement: boolean): number {
    let inner = this.depth;
    for (let at = this.depth; at >= 0; at -= 1) {
      const level = this.open[at];
      if (!level) break;
      if (level.column === column || level.alias === column) return at;
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

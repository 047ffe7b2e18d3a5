/** The brackets that are open, innermost last: while there are any, a line break is white space. */
export interface OpenBracket {
  readonly text: string;
  readonly at: number;
}

const deepestSearch = 256;

export class Brackets {
  private readonly open: OpenBracket[] = [];

  get areOpen(): boolean {
    return this.open.length > 0;
  }

  /** Takes note of a punctuation token, which may be a bracket. */
  track(text: string, at: number): void {
    if (text === '(' || text === '[' || text === '{') this.open.push({ text, at });
    else if (text === ')' || text === ']' || text === '}') this.close(text);
  }

  /** Forgets all open brackets; the innermost is handed back, to be reported. */
  giveUp(): OpenBracket | undefined {
    const innermost = this.open.at(-1);
    this.open.length = 0;
    return innermost;
  }

  /** A closing bracket closes its partner and what is open inside; one without a partner closes the innermost. */
  private close(closer: string): void {
    const opener = closer === ')' ? '(' : closer === ']' ? '[' : '{';
    const partner = this.innermost(opener);
    if (partner >= 0) this.open.length = partner;
    else this.open.pop();
  }

  /** Looks only as deep as brackets may nest, so that a text of nothing but brackets costs no more than another. */
  private innermost(opener: string): number {
    for (let at = this.open.length - 1; at >= Math.max(0, this.open.length - deepestSearch); at -= 1) {
      if (this.open[at]?.text === opener) return at;
    }
    return -1;
  }
}

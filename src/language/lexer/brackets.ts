/** The brackets that are open, innermost last: while there are any, a line break is white space. */
import { CLOSING_BRACE, CLOSING_BRACKET, CLOSING_PARENTHESIS, OPENING_BRACE, OPENING_BRACKET, OPENING_PARENTHESIS } from './characters.ts';

const deepestSearch = 256;

export class Brackets {
  /** Of each open bracket, its character and its place. */
  private readonly codes: number[] = [];
  private readonly places: number[] = [];
  private open = 0;

  get areOpen(): boolean {
    return this.open > 0;
  }

  /** Takes note of a mark of one character, which may be a bracket. */
  track(code: number, at: number): void {
    switch (code) {
      case OPENING_PARENTHESIS:
      case OPENING_BRACKET:
      case OPENING_BRACE:
        this.codes[this.open] = code;
        this.places[this.open] = at;
        this.open += 1;
        break;
      case CLOSING_PARENTHESIS:
        this.close(OPENING_PARENTHESIS);
        break;
      case CLOSING_BRACKET:
        this.close(OPENING_BRACKET);
        break;
      case CLOSING_BRACE:
        this.close(OPENING_BRACE);
        break;
      default:
        break;
    }
  }

  /** Forgets all open brackets; the place of the innermost is handed back, to be reported. */
  giveUp(): number | undefined {
    const innermost = this.open > 0 ? this.places[this.open - 1] : undefined;
    this.open = 0;
    return innermost;
  }

  /** A closing bracket closes its partner and what is open inside; one without a partner closes the innermost. */
  private close(opener: number): void {
    const partner = this.innermost(opener);
    this.open = partner >= 0 ? partner : Math.max(0, this.open - 1);
  }

  /** Looks only as deep as brackets may nest, so that a text of nothing but brackets costs no more than another. */
  private innermost(opener: number): number {
    for (let at = this.open - 1; at >= Math.max(0, this.open - deepestSearch); at -= 1) {
      if (this.codes[at] === opener) return at;
    }
    return -1;
  }
}

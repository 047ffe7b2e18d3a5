/** What checks may look at, and how they report. */
import type { Span, Word } from '../ast.ts';
import type { DiagnosticCode } from '../catalogue.ts';
import type { Permissions } from '../../ports.ts';
import type { Declarations } from '../scopes/declarations.ts';
import type { NameGuess } from '../scopes/nearest.ts';
import type { Reporter } from '../scopes/reporter.ts';

/** What the settings of an agent command say about a model's name. */
export type ModelVerdict = 'known' | { readonly hint: string };
/** What the settings say about permissions: whether the agent command enforces them. */
export type PermissionVerdict = 'enforced' | { readonly message: string; readonly hint?: string };

/** Questions whose answers depend on the agent commands. Where nobody answers, nothing is said. */
export interface AgentKnowledge {
  /** @param agent the program's agent; undefined for a session without one */
  readonly models?: (model: string, agent: string | undefined) => ModelVerdict;
  readonly permissions?: (permissions: Permissions, agent: string | undefined) => PermissionVerdict;
}

export interface CheckContext {
  readonly declarations: Declarations;
  readonly reporter: Reporter;
  readonly guess: NameGuess;
  /** Names in lines with syntax errors: nothing is said about them. */
  readonly doubtful: ReadonlySet<string>;
}

/** For checks that run when the scopes are resolved. */
export interface LateCheckContext extends CheckContext, AgentKnowledge {
  /** Whether a WORD names a visible value, and is not its own text. */
  readonly isName: (word: Word) => boolean;
  readonly notes: { readonly missingSkills: Map<string, Span> };
}

/** An agent, block or program that is declared nowhere. */
export function reportUnknownName(
  context: CheckContext,
  code: DiagnosticCode,
  name: { readonly text: string; readonly span: Span },
  what: string,
  known: Iterable<string>,
): void {
  if (name.text === '' || context.doubtful.has(name.text)) return;
  const near = context.guess.nearest(name.text, known);
  context.reporter.addOfOne(name.text, code, name.span, `no ${what} is named \`${name.text}\``, near ? `did you mean \`${near}\`?` : undefined);
}

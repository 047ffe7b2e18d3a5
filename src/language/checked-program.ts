/**
 * What the language layer hands on: a program that may run, and what its names mean.
 *
 * Owns: the contract between `language` and everything after it. Syntax stays as written (`ast.ts`);
 * every reading that depends on visible names is a side table here, keyed by node identity.
 */
import type { Expects } from '../ports.ts';
import type {
  AgentDefinition,
  AssignStatement,
  BlockDefinition,
  Condition,
  Discretion,
  Expression,
  InputStatement,
  Interpolation,
  NameReference,
  Program,
  ResumeStatement,
  SessionStatement,
  UseDeclaration,
  Word,
} from './ast.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Source } from './source.ts';
import type { Token } from './token.ts';

/** Readings that depend on scopes (`language.md` 2, 3, 4). */
export interface Resolution {
  /** Every condition's reading: the expression itself, or the judge's question. */
  readonly conditions: ReadonlyMap<Condition, Expression>;
  /** Brace groups of `"""` texts whose name is not visible: they stand for their own characters (W013). */
  readonly literalBraces: ReadonlySet<Interpolation>;
  /** WORD values that name a visible value: read them as this reference. All others are their own text. */
  readonly wordReferences: ReadonlyMap<Word, Expression>;
  /** Context names that mean a persistent agent's memory, not a value. */
  readonly memoryReferences: ReadonlyMap<NameReference, AgentDefinition>;
  /** Names that only a caller's frame can supply (W015): looked up along the call chain at run time. */
  readonly callerReferences: ReadonlySet<NameReference>;
  /** Names read from the last call of that block (W015): its last value of the name. */
  readonly blockOutputs: ReadonlyMap<NameReference, BlockDefinition>;
  /** Assignments of the form `x = x + e + f`, with what they append (`e`, `f`): the writes that a join can add up (semantics 2.8). */
  readonly appends: ReadonlyMap<AssignStatement, readonly Expression[]>;
  /** What the program does with a session's result (semantics 1.6). Sessions that are not here are expected to answer with text. */
  readonly expects: ReadonlyMap<SessionStatement | ResumeStatement, Expects>;
}

/** An `input` of the program. */
export interface ProgramInput {
  readonly name: string;
  /** The first `input` statement of that name in source order. */
  readonly statement: InputStatement;
  /** `input x: "Optional ..."` or `"... (optional)"`: null when it is not supplied (semantics 1.9). */
  readonly optional: boolean;
  /** It stands before the program's first other statement: a call must supply it unless it is optional (E026). */
  readonly leading: boolean;
}

/** A `use`d program that could be loaded, under the name it is called by. */
export interface UsedProgram {
  readonly declaration: UseDeclaration;
  readonly name: string;
  /** Absent for a registry or URL program (W023) and for one that could not be loaded (E025). */
  readonly program?: CheckedProgram;
}

/** A program with its scopes resolved. It may run only when `diagnostics` holds no error. */
export interface CheckedProgram {
  readonly source: Source;
  readonly ast: Program;
  /** All tokens in source order, without comments; `span`s are the source's own. */
  readonly tokens: readonly Token[];
  readonly agents: ReadonlyMap<string, AgentDefinition>;
  readonly blocks: ReadonlyMap<string, BlockDefinition>;
  readonly uses: ReadonlyMap<string, UsedProgram>;
  /** In source order; positional arguments of a call bind them in this order. */
  readonly inputs: readonly ProgramInput[];
  readonly resolution: Resolution;
  /** In source order; after the program's own, the errors of programs that it uses. */
  readonly diagnostics: readonly Diagnostic[];
  /** Every source that `diagnostics` can speak of, by its file. */
  readonly sources: ReadonlyMap<string, Source>;
}

/** The judge's question in a condition or expression. */
export type Question = Discretion;

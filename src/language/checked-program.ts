/**
 * What the language layer hands on: a program that may run, and what its names mean.
 *
 * Owns: the contract between `language` and everything after it. Syntax stays as written (`ast.ts`);
 * every reading that depends on visible names is a side table here, keyed by node identity.
 */
import type { AgentDefinition, BlockDefinition, Condition, Discretion, Expression, Interpolation, NameReference, Program, UseDeclaration, Word } from './ast.ts';
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
  readonly resolution: Resolution;
  readonly diagnostics: readonly Diagnostic[];
}

/** The judge's question in a condition or expression. */
export type Question = Discretion;

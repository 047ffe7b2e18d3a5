/** The door of the language layer: source text to checked program, to canonical form, to words about mistakes. */
export type {
  AgentDefinition,
  BlockDefinition,
  Body,
  Condition,
  Expression,
  Node,
  Program,
  Property,
  Span,
  Statement,
  UseDeclaration,
} from './ast.ts';
export { catalogue, type CatalogueEntry, type DiagnosticCode } from './catalogue.ts';
export { check, type CheckOptions } from './check.ts';
export type { CheckedProgram, ProgramInput, Question, Resolution, UsedProgram } from './checked-program.ts';
export type { AgentKnowledge, ModelVerdict, PermissionVerdict } from './checks/check-context.ts';
export type { Diagnostic, Severity } from './diagnostic.ts';
export { format, type FormatResult } from './format/format.ts';
export { parse, type ParsedProgram } from './parser/parse.ts';
export { type Painter, renderDiagnostic } from './render.ts';
export { Source, type SourcePosition } from './source.ts';
export type { Comment, Token, TokenKind } from './token.ts';
export type { ProgramLoader } from './uses.ts';
export { children, walk } from './walk.ts';

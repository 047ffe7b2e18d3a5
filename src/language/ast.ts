/**
 * The syntax tree of a `.prose` program.
 *
 * Owns: the shape of every construct, as written. Does not own: what names mean (`scopes`), what
 * is wrong with a program (`checks`), or what it does (`machines`, `runtime`).
 *
 * 1. Every node is readonly, has a literal `kind` and a `span` in UTF-16 offsets of the source.
 * 2. A node's span covers its tokens and the spans of its children, nothing else.
 * 3. After a syntax error the tree keeps partial nodes: a field that could not be parsed is absent
 *    or a `missing` expression, never an invented value.
 * 4. `ext` marks a form outside the February 2026 grammar; the text names the form.
 */

/** A range of UTF-16 code units: `start` inclusive, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The forms outside the February 2026 grammar, by their stable names. */
export type Extension =
  | 'assert'
  | 'bare-condition'
  | 'break'
  | 'call'
  | 'concurrency-modifier'
  | 'continue'
  | 'line-property'
  | 'loop-for-each'
  | 'max-depth'
  | 'one-line-body'
  | 'operator'
  | 'parenthesized-property'
  | 'part-assignment'
  | 'pattern'
  | 'positional-argument'
  | 'program-call'
  | 'return'
  | 'returns-property'
  | 'session-label'
  | 'session-properties-only'
  | 'skill-import'
  | 'timeout-modifier'
  | 'timeout-property'
  | 'unnamed-output';

interface NodeBase {
  readonly span: Span;
  /** Present when the form is outside the February 2026 grammar. */
  readonly ext?: Extension;
}

// ---------------------------------------------------------------------------------------------
// Names and text

export interface Name extends NodeBase {
  readonly kind: 'name';
  readonly text: string;
}

/** Literal text between interpolations, escapes resolved. */
export interface TextLiteral extends NodeBase {
  readonly kind: 'literal';
  readonly value: string;
}

/** `{name}`, `{name.path}`, `{name[0]}`: the reference, and the characters as written. */
export interface Interpolation extends NodeBase {
  readonly kind: 'interpolation';
  readonly raw: string;
  readonly reference: Reference;
}

export type TextPart = TextLiteral | Interpolation;

/** `"..."` or `"""..."""`. `parts` of an empty text is empty. */
export interface Text extends NodeBase {
  readonly kind: 'text';
  readonly quote: 'single' | 'triple';
  readonly parts: readonly TextPart[];
}

/** `**text**`, `***text***`, or the bare text of a condition (`fence: 'bare'`). Judged by an agent. */
export interface Discretion extends NodeBase {
  readonly kind: 'discretion';
  readonly fence: 'double' | 'triple' | 'bare';
  readonly parts: readonly TextPart[];
}

// ---------------------------------------------------------------------------------------------
// Expressions

export type BinaryOperator = 'or' | 'and' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'is' | '+' | '-' | '*' | '/';

export interface NumberLiteral extends NodeBase {
  readonly kind: 'number';
  readonly value: number;
  readonly raw: string;
}
export interface BooleanLiteral extends NodeBase {
  readonly kind: 'boolean';
  readonly value: boolean;
}
export interface NullLiteral extends NodeBase {
  readonly kind: 'null';
}
/** `500ms`, `30s`, `5m`, `2h`: only as a property or modifier value. */
export interface Duration extends NodeBase {
  readonly kind: 'duration';
  readonly milliseconds: number;
  readonly raw: string;
}
/**
 * A run of characters that is no expression (`gpt-5.2`) or may be a name (`sonnet`): `language.md` 3.
 * `reference` is the same text read as `name`, `name.path` or `name[0]`, present when it is spelled like one.
 */
export interface Word extends NodeBase {
  readonly kind: 'word';
  readonly text: string;
  readonly reference?: Reference;
}
export interface NameReference extends NodeBase {
  readonly kind: 'reference';
  readonly name: Name;
}
export interface Member extends NodeBase {
  readonly kind: 'member';
  readonly object: Expression;
  readonly name: Name;
}
export interface Index extends NodeBase {
  readonly kind: 'index';
  readonly object: Expression;
  readonly index: Expression;
}
/** A program (or block) call in an expression: `name(x: 1)`; no space before `(`. */
export interface ProgramCall extends NodeBase {
  readonly kind: 'program-call';
  readonly name: Name;
  readonly arguments: readonly Argument[];
}
export interface Argument extends NodeBase {
  readonly kind: 'argument';
  readonly name?: Name;
  readonly value: Expression;
}
export interface Binary extends NodeBase {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
export interface Unary extends NodeBase {
  readonly kind: 'unary';
  readonly operator: 'not' | '-';
  readonly operand: Expression;
}
/** `( expr )`, kept so that formatting changes nothing. */
export interface Group extends NodeBase {
  readonly kind: 'group';
  readonly expression: Expression;
}
export interface ListLiteral extends NodeBase {
  readonly kind: 'list';
  readonly items: readonly Expression[];
}
/** `k: v`, `"k": v` or a shorthand (`a.b`, `key` is then its last name). */
export interface ObjectEntry extends NodeBase {
  readonly kind: 'entry';
  readonly key: string;
  readonly form: 'name' | 'text' | 'shorthand';
  readonly value: Expression;
}
export interface ObjectLiteral extends NodeBase {
  readonly kind: 'object';
  readonly entries: readonly ObjectEntry[];
}
/** What stands where an expression was expected and none could be parsed. Always comes with an error. */
export interface Missing extends NodeBase {
  readonly kind: 'missing';
}

/** `name`, `name.path`, `name[0]`: what can be read by interpolation and assigned to. */
export type Reference = NameReference | Member | Index;

export type Expression =
  | Text
  | Discretion
  | NumberLiteral
  | BooleanLiteral
  | NullLiteral
  | Duration
  | Word
  | NameReference
  | Member
  | Index
  | ProgramCall
  | Binary
  | Unary
  | Group
  | ListLiteral
  | ObjectLiteral
  | Missing;

/**
 * The condition of `if`, `elif`, `loop`, `choice` or `assert`.
 *
 * `expression` is what the text parses as, absent when it parses as none. `bare` is the same text as
 * a judge's question, present only when the condition is bare text (no `**` in it). Which of the two
 * holds depends on visible names: `Resolution.conditions` of the checked program says.
 */
export interface Condition extends NodeBase {
  readonly kind: 'condition';
  readonly expression?: Expression;
  readonly bare?: Discretion;
}

// ---------------------------------------------------------------------------------------------
// Properties and modifiers

/** One `name: value`. `place`: on the statement's line, in parentheses, or in an indented block. */
export interface Property extends NodeBase {
  readonly kind: 'property';
  readonly name: Name;
  readonly place: 'line' | 'parentheses' | 'block';
  /** Absent only after a syntax error. */
  readonly value?: Expression | PropertyBlock;
}

/** The indented block of a property: `permissions:`, `shape:`, a `context:` with `file:` entries, `returns:`. */
export interface PropertyBlock extends NodeBase {
  readonly kind: 'property-block';
  readonly entries: readonly (Property | Expression)[];
}

/** What stands in parentheses after `parallel` or a `for`. Unknown keys are reported and not kept. */
export interface Modifiers extends NodeBase {
  readonly kind: 'modifiers';
  /** A bare or quoted join word, as written (checked later). */
  readonly join?: ModifierWord;
  readonly onFail?: ModifierWord;
  readonly count?: Expression;
  readonly concurrency?: Expression;
  readonly timeout?: Expression;
}
export interface ModifierWord extends NodeBase {
  readonly kind: 'modifier-word';
  readonly text: string;
  readonly quoted: boolean;
}

// ---------------------------------------------------------------------------------------------
// Statements

/** A list of statements. `layout: 'line'` is the one-line body of a pipeline stage. */
export interface Body extends NodeBase {
  readonly kind: 'body';
  readonly layout: 'indented' | 'line';
  readonly statements: readonly Statement[];
}

export interface InputStatement extends NodeBase {
  readonly kind: 'input';
  readonly name: Name;
  readonly prompt?: Text | Discretion;
}
/** `let`/`const`. A pattern (`{ a, b }`) binds several names. */
export interface LetStatement extends NodeBase {
  readonly kind: 'let';
  readonly declaration: 'let' | 'const';
  readonly target: Name | NamePattern;
  readonly value: Statement;
}
export interface NamePattern extends NodeBase {
  readonly kind: 'pattern';
  readonly names: readonly Name[];
}
export interface AssignStatement extends NodeBase {
  readonly kind: 'assign';
  readonly target: Reference;
  readonly value: Statement;
}
/** `output`, `output e`, `output n = e`. */
export interface OutputStatement extends NodeBase {
  readonly kind: 'output';
  readonly name?: Name;
  readonly value?: Statement;
}
export interface ReturnStatement extends NodeBase {
  readonly kind: 'return';
  readonly value?: Statement;
}

/** `session "text"`, `session: agent`, `session label:`, `session label: agent`, or `session` with properties only. */
export interface SessionStatement extends NodeBase {
  readonly kind: 'session';
  readonly text?: Text;
  readonly label?: Name;
  readonly agent?: Name;
  readonly properties: readonly Property[];
}
/** `A -> B -> C`: at least two members. */
export interface ArrowStatement extends NodeBase {
  readonly kind: 'arrow';
  readonly members: readonly SessionStatement[];
}
export interface ResumeStatement extends NodeBase {
  readonly kind: 'resume';
  readonly agent: Name;
  readonly properties: readonly Property[];
}
/** `call NAME(args)` with optional properties: all of them are inputs. */
export interface CallStatement extends NodeBase {
  readonly kind: 'call';
  readonly name: Name;
  readonly arguments: readonly Argument[];
  readonly properties: readonly Property[];
}
/** `do NAME(args)`. */
export interface DoStatement extends NodeBase {
  readonly kind: 'do';
  readonly name: Name;
  readonly arguments: readonly Expression[];
}
/** `do:` with a body. */
export interface DoBodyStatement extends NodeBase {
  readonly kind: 'do-body';
  readonly body: Body;
}

export interface ParallelStatement extends NodeBase {
  readonly kind: 'parallel';
  readonly modifiers?: Modifiers;
  readonly branches: readonly Branch[];
}
/** `declaration` is absent for `NAME = ...` and for unnamed branches. */
export interface Branch extends NodeBase {
  readonly kind: 'branch';
  readonly declaration?: 'let' | 'const';
  readonly name?: Name;
  readonly statement: Statement;
}

export interface RepeatStatement extends NodeBase {
  readonly kind: 'repeat';
  readonly count: Expression;
  readonly index?: Name;
  readonly body: Body;
}
/** `for` and `parallel for`. */
export interface ForStatement extends NodeBase {
  readonly kind: 'for';
  readonly parallel: boolean;
  readonly variable: Name;
  readonly index?: Name;
  readonly source: Expression;
  readonly modifiers?: Modifiers;
  readonly body: Body;
}
export interface LoopStatement extends NodeBase {
  readonly kind: 'loop';
  readonly head?:
    | { readonly kind: 'until' | 'while'; readonly condition: Condition }
    | { readonly kind: 'each'; readonly variable: Name; readonly source: Expression };
  readonly max?: Expression;
  readonly index?: Name;
  readonly body: Body;
}

/** `if` with its `elif`s in `arms`, at least one. */
export interface IfStatement extends NodeBase {
  readonly kind: 'if';
  readonly arms: readonly IfArm[];
  readonly otherwise?: Body;
}
export interface IfArm extends NodeBase {
  readonly kind: 'arm';
  readonly condition: Condition;
  readonly body: Body;
}
export interface ChoiceStatement extends NodeBase {
  readonly kind: 'choice';
  readonly condition: Condition;
  readonly options: readonly Option[];
}
export interface Option extends NodeBase {
  readonly kind: 'option';
  readonly label: Text;
  readonly body: Body;
}
export interface TryStatement extends NodeBase {
  readonly kind: 'try';
  readonly body: Body;
  readonly handler?: CatchClause;
  readonly cleanup?: Body;
}
export interface CatchClause extends NodeBase {
  readonly kind: 'catch';
  readonly name?: Name;
  readonly body: Body;
}
export interface ThrowStatement extends NodeBase {
  readonly kind: 'throw';
  readonly value?: Expression;
}
export interface BreakStatement extends NodeBase {
  readonly kind: 'break';
}
export interface ContinueStatement extends NodeBase {
  readonly kind: 'continue';
}
export interface AssertStatement extends NodeBase {
  readonly kind: 'assert';
  readonly condition: Condition;
  readonly message?: Text;
}

/** A pipeline of at least one stage. */
export interface PipelineStatement extends NodeBase {
  readonly kind: 'pipeline';
  readonly source: Expression;
  readonly stages: readonly Stage[];
}
export type Stage = BodyStage | ReduceStage;
export interface BodyStage extends NodeBase {
  readonly kind: 'stage';
  readonly operation: 'map' | 'filter' | 'pmap';
  readonly body: Body;
}
export interface ReduceStage extends NodeBase {
  readonly kind: 'stage';
  readonly operation: 'reduce';
  readonly accumulator: Name;
  readonly item: Name;
  readonly body: Body;
}
/** An expression that stands alone, as a statement or as the right side of one. */
export interface ExpressionStatement extends NodeBase {
  readonly kind: 'expression';
  readonly expression: Expression;
}

export type Statement =
  | InputStatement
  | LetStatement
  | AssignStatement
  | OutputStatement
  | ReturnStatement
  | SessionStatement
  | ArrowStatement
  | ResumeStatement
  | CallStatement
  | DoStatement
  | DoBodyStatement
  | ParallelStatement
  | RepeatStatement
  | ForStatement
  | LoopStatement
  | IfStatement
  | ChoiceStatement
  | TryStatement
  | ThrowStatement
  | BreakStatement
  | ContinueStatement
  | AssertStatement
  | PipelineStatement
  | ExpressionStatement;

// ---------------------------------------------------------------------------------------------
// Top level

export interface UseDeclaration extends NodeBase {
  readonly kind: 'use';
  readonly path: Text;
  readonly alias?: Name;
}
export interface ImportDeclaration extends NodeBase {
  readonly kind: 'import';
  readonly skill: Text;
  readonly from: Text;
}
export interface AgentDefinition extends NodeBase {
  readonly kind: 'agent';
  readonly name: Name;
  readonly properties: readonly Property[];
}
export interface BlockDefinition extends NodeBase {
  readonly kind: 'block';
  readonly name: Name;
  readonly parameters: readonly Name[];
  readonly maxDepth?: NumberLiteral;
  readonly body: Body;
}

export type TopLevel = UseDeclaration | ImportDeclaration | AgentDefinition | BlockDefinition | Statement;

export interface Program extends NodeBase {
  readonly kind: 'program';
  readonly items: readonly TopLevel[];
}

export type Node =
  | Program
  | TopLevel
  | Body
  | Branch
  | IfArm
  | Option
  | CatchClause
  | Stage
  | Condition
  | Modifiers
  | ModifierWord
  | Property
  | PropertyBlock
  | Argument
  | ObjectEntry
  | NamePattern
  | Name
  | TextLiteral
  | Interpolation
  | Expression;

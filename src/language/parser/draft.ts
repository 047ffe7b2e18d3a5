/**
 * A node under construction: what may be absent is set after the rest.
 *
 * Spreading `{ x }` or `{}` into the node says the same, but takes several times as long, once a statement.
 */
export type Draft<Node> = { -readonly [Field in keyof Node]: Node[Field] };

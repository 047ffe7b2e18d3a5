/**
 * What each diagnostic means, in words for users. `docs/diagnostics.md` is made from it.
 *
 * Apart from `catalogue.ts`, so that a command that prints no explanation does not load them all.
 */
import type { DiagnosticCode } from './catalogue.ts';

export interface CatalogueText {
  /** Why it is reported and what to do, in simple words. */
  readonly explanation: string;
  /** A program that gets this diagnostic. Absent where one would fill the page. */
  readonly wrong?: string;
  /** The same program as it should be. */
  readonly right?: string;
}

export const catalogueTexts: Readonly<Record<DiagnosticCode, CatalogueText>> = {
  E001: {
    explanation:
      'A text in `"` must end on its line, a text in `"""` must end with `"""`, and a judged text in `**` must end with `**`. A backslash at the end of a line does not continue a text: use `"""` for several lines.',
    wrong: 'session "Write a haiku\n',
    right: 'session "Write a haiku"\n',
  },
  E003: {
    explanation:
      'A session needs something to do: a text, a `prompt:` property, or an agent that has a `prompt:`. A name with a colon (`session report:`) is only a label.',
    wrong: 'agent writer:\n  model: sonnet\n\nsession: writer\n',
    right: 'agent writer:\n  model: sonnet\n\nsession: writer\n  prompt: "Write a haiku"\n',
  },
  E004: {
    explanation: 'The property exists, but it cannot have this value. The hint lists what it takes.',
    wrong: 'session "Write a haiku"\n  retry: 2\n  backoff: sometimes\n',
    right: 'session "Write a haiku"\n  retry: 2\n  backoff: exponential\n',
  },
  E005: {
    explanation:
      'The property or modifier exists, but not here. `persist` and `shape` belong to agents, `returns` to sessions; a call has no `retry`, `backoff` or `timeout` of its own, because the sessions inside have theirs; only a `parallel for` has modifiers. The properties of an agent cannot hold calls or judged texts.',
    wrong: 'session "Write a haiku"\n  persist: true\n',
    right: 'agent poet:\n  prompt: "You write haiku"\n  persist: true\n\nsession: poet\n',
  },
  E007: {
    explanation: 'No agent of this name is defined anywhere in the file.',
    wrong: 'agent poet:\n  prompt: "You write haiku"\n\nsession: peot\n',
    right: 'agent poet:\n  prompt: "You write haiku"\n\nsession: poet\n',
  },
  E008: {
    explanation:
      'The agent command that would do this session does not know the model. Use a name that it knows, or map the name in its settings: `"models": { "fast": "claude-haiku-4-5" }`, or `"models": "any"`.',
    wrong: 'session "Write a haiku"\n  model: sonett\n',
    right: 'session "Write a haiku"\n  model: sonnet\n',
  },
  E009: {
    explanation: 'A property, or an input of a call, is given more than once. Only `file:` entries of a `context:` block may repeat.',
    wrong: 'session "Write a haiku"\n  retry: 2\n  retry: 3\n',
    right: 'session "Write a haiku"\n  retry: 3\n',
  },
  E010: {
    explanation: 'Two agents have the same name, or two blocks or used programs have. The first one counts; the diagnostic is at the later one.',
    wrong: 'agent poet:\n  prompt: "You write haiku"\nagent poet:\n  prompt: "You write sonnets"\n\nsession: poet\n',
    right: 'agent poet:\n  prompt: "You write haiku"\nagent bard:\n  prompt: "You write sonnets"\n\nsession: poet\nsession: bard\n',
  },
  E017: {
    explanation: '`resume:` goes on with the memory of an agent, so the agent must have one: give it `persist`.',
    wrong: 'agent poet:\n  prompt: "You write haiku"\n\nresume: poet\n  prompt: "Another one"\n',
    right: 'agent poet:\n  prompt: "You write haiku"\n  persist: true\n\nresume: poet\n  prompt: "Another one"\n',
  },
  E019: {
    explanation:
      'One list of statements declares a name twice: two `let` or `const` in any mix, or one of them over an `input`, a parameter or an `output` of the same list. To give a variable a new value, assign it without `let`. The same name in alternative branches (`if` and `else`) is fine.',
    wrong: 'let poem = session "Write a haiku"\nlet poem = session "Write a better one"\noutput best = poem\n',
    right: 'let poem = session "Write a haiku"\npoem = session "Write a better one"\noutput best = poem\n',
  },
  E025: {
    explanation:
      '`do` or a call names a block or program that the file does not know, or a `use` names a file that is missing or has errors. The errors of a used file are listed under that file.',
    wrong: 'block review(text):\n  session "Review {text}"\n\ndo reveiw("the report")\n',
    right: 'block review(text):\n  session "Review {text}"\n\ndo review("the report")\n',
  },
  E026: {
    explanation:
      'A call does not give an input that the program or block needs. A program needs those `input`s that stand before its first other statement, except the optional ones (`"Optional ..."` or `"... (optional)"`).',
    wrong: 'block review(text, tone):\n  session "Review {text}, {tone}"\n\ncall review(text: "the report")\n',
    right: 'block review(text, tone):\n  session "Review {text}, {tone}"\n\ncall review(text: "the report", tone: "friendly")\n',
  },
  E027: {
    explanation: 'A call gives an input that the program or block does not have.',
    wrong: 'block review(text):\n  session "Review {text}"\n\ncall review("the report", lenght: 3)\n',
    right: 'block review(text, length):\n  session "Review {text} in {length} sentences"\n\ncall review("the report", length: 3)\n',
  },
  E029: {
    explanation:
      'A name is read or assigned that is not visible there: it is misspelled, bound only later, or bound in a place that ends before (a branch, an item, a block). In `"..."` and judged texts `{name}` must be a visible name; write `\\{` for a literal brace. A new variable needs `let`.',
    wrong: 'let topic = "rivers"\nsession "Write on {topik}"\n',
    right: 'let topic = "rivers"\nsession "Write on {topic}"\n',
  },
  E030: {
    explanation: 'There is nothing between the stars, so there is nothing to judge.',
    wrong: 'if ****:\n  session "Go on"\n',
    right: 'if **the draft is good**:\n  session "Go on"\n',
  },
  E031: {
    explanation:
      'Constants, parameters, loop variables, the error of a `catch` and the variables of pipelines keep their value. A part of a constant (`c.a = 1`) cannot be assigned either.',
    wrong: 'const limit = 3\nlimit = 4\nsession "At most {limit}"\n',
    right: 'let limit = 3\nlimit = 4\nsession "At most {limit}"\n',
  },
  E032: {
    explanation: 'Branches of a `parallel` run at the same time, so a branch cannot read what another one is still working on. Read it after the block.',
    wrong: 'parallel:\n  facts = session "Find facts"\n  story = session "Tell {facts}"\nsession "Print {story}"\n',
    right:
      'let facts = session "Find facts"\nparallel:\n  story = session "Tell {facts}"\n  song = session "Sing {facts}"\nsession "Print {story} and {song}"\n',
  },
  E033: {
    explanation: 'Two branches of one `parallel` have the same name, so their results could not be told apart.',
    wrong: 'parallel:\n  draft = session "Write a draft"\n  draft = session "Write another"\nsession "Pick {draft}"\n',
    right: 'parallel:\n  first = session "Write a draft"\n  second = session "Write another"\nsession "Pick {first} or {second}"\n',
  },
  E034: {
    explanation: 'A block is called with too many or too few arguments, or a program with more positional ones than it has inputs.',
    wrong: 'block review(text, tone):\n  session "Review {text}, {tone}"\n\ndo review("the report")\n',
    right: 'block review(text, tone):\n  session "Review {text}, {tone}"\n\ndo review("the report", "friendly")\n',
  },
  E035: {
    explanation: '`count` says how many successes `any` waits for: it needs `any`, is at least 1, and at most the number of branches.',
    wrong: 'parallel (any, count: 3):\n  session "Ask one"\n  session "Ask another"\n',
    right: 'parallel (any, count: 2):\n  session "Ask one"\n  session "Ask another"\n  session "Ask a third"\n',
  },
  E036: {
    explanation:
      'Modifiers are a join word (`all`, `first`, `any`, `regardless`) and `on-fail:` (`fail-fast`, `continue`, `ignore`), `count:`, `concurrency:`, `timeout:`. Keys are never quoted. `max:` belongs to `loop`.',
    wrong: 'parallel (fist):\n  session "Ask one"\n  session "Ask another"\n',
    right: 'parallel (first):\n  session "Ask one"\n  session "Ask another"\n',
  },
  E037: {
    explanation: '`retry`, `repeat`, `max`, `concurrency` and `max_depth` take a whole number of at least 1. Leave `retry` out for a single attempt.',
    wrong: 'session "Write a haiku"\n  retry: 0\n',
    right: 'session "Write a haiku"\n  retry: 1\n',
  },
  E038: {
    explanation: '`throw` alone raises the error of the `catch` around it again. Elsewhere there is none: say what went wrong.',
    wrong: 'if **the draft is useless**:\n  throw\n',
    right: 'if **the draft is useless**:\n  throw "the draft is useless"\n',
  },
  E039: {
    explanation: '`break` and `continue` act on the loop around them, and there is none. A block does not see the loops of its callers.',
    wrong: 'if **done**:\n  break\n',
    right: 'loop (max: 3):\n  session "Work"\n  if **done**:\n    break\n',
  },
  E040: {
    explanation: 'A `parallel` needs at least one branch. Comments do not count.',
    wrong: 'parallel:\n  # nothing yet\nsession "Go on"\n',
    right: 'parallel:\n  session "Ask one"\nsession "Go on"\n',
  },
  E041: {
    explanation: 'A `choice` needs at least one `option`.',
    wrong: 'choice **what to do next**:\n  # nothing yet\nsession "Go on"\n',
    right: 'choice **what to do next**:\n  option "write":\n    session "Write"\n  option "rest":\n    session "Rest"\nsession "Go on"\n',
  },
  E042: {
    explanation: 'A `try` without `catch` and without `finally` would do nothing.',
    wrong: 'try:\n  session "Risky"\n',
    right: 'try:\n  session "Risky"\ncatch as e:\n  session "Explain {e.message}"\n',
  },
  E043: {
    explanation: 'Programs use each other in a circle, so none of them could be loaded first. Move what both need into a third program.',
    wrong: 'use "./example.prose" as myself\n\nsession "Write a haiku"\n',
    right: 'session "Write a haiku"\n',
  },
  E044: {
    explanation:
      '`break` and `continue` cannot leave a branch of a `parallel` or the body of a `parallel for` or pipeline, because the others go on. `continue` directly in such a body ends that item. Use `return` to end a branch or item early.',
    wrong: 'parallel for text in ["a", "b"]:\n  if **{text} is empty**:\n    break\n  session "Sum up {text}"\n',
    right: 'parallel for text in ["a", "b"]:\n  if **{text} is empty**:\n    continue\n  session "Sum up {text}"\n',
  },
  E045: {
    explanation:
      'The agent command cannot enforce these permissions, so nothing is run. Choose another agent command, ask for less, or accept advice instead of enforcement: `"permissions": "advise"` in its settings.',
    wrong: 'agent reader:\n  prompt: "You read"\n  permissions:\n    network: prompt\n\nsession: reader\n',
    right: 'agent reader:\n  prompt: "You read"\n  permissions:\n    network: deny\n\nsession: reader\n',
  },
  E101: {
    explanation: 'Indentation is made of spaces. Tabs are fine elsewhere: between words, in blank lines, inside brackets.',
    wrong: 'if **ready**:\n\tsession "Go"\n',
    right: 'if **ready**:\n  session "Go"\n',
  },
  E102: {
    explanation: 'A line is indented less than the one above, but not as much as any level that is open.',
    wrong: 'if **ready**:\n    session "Go"\n  session "Stop"\n',
    right: 'if **ready**:\n    session "Go"\nsession "Stop"\n',
  },
  E103: {
    explanation: 'A construct has no body. The body stands on the lines below, indented; only the stages of a pipeline may have it on their own line.',
    wrong: 'if **ready**: session "Go"\n',
    right: 'if **ready**:\n  session "Go"\n',
  },
  E104: {
    explanation: 'The header of a construct ends with a colon.',
    wrong: 'block greet(name)\n  session "Greet {name}"\n\ndo greet("Ada")\n',
    right: 'block greet(name):\n  session "Greet {name}"\n\ndo greet("Ada")\n',
  },
  E105: {
    explanation:
      'Something stands where the language does not expect it: a bracket that is never closed, `else if` (write `elif`), a list with `-` (write `["a", "b"]`), an `elif` without `if`, two entries of an object on one line without a comma, a session inside an expression (bind it with `let` first).',
    wrong: 'if **ready**:\n  session "Go"\nelse if **nearly**:\n  session "Wait"\n',
    right: 'if **ready**:\n  session "Go"\nelif **nearly**:\n  session "Wait"\n',
  },
  E106: { explanation: 'Levels of indentation and brackets nest at most 256 deep. Move the inner part into a block or a variable.' },
  W001: {
    explanation: 'The prompt is empty, so the agent has nothing to do.',
    wrong: 'session ""\n',
    right: 'session "Write a haiku"\n',
  },
  W002: {
    explanation: "The agent's prompt is empty: leave the property out, or say who the agent is.",
    wrong: 'agent poet:\n  prompt: ""\n\nsession: poet\n  prompt: "Write a haiku"\n',
    right: 'agent poet:\n  prompt: "You write haiku"\n\nsession: poet\n  prompt: "Write one on rivers"\n',
  },
  W003: { explanation: 'The prompt has more than 10,000 characters. Long material is better passed as `context:`, where the agent gets it as a file.' },
  W005: {
    explanation: 'The language has no such property. It is kept and shown to the agent as a line of text, which is rarely what a typing mistake was meant for.',
    wrong: 'session "Write a haiku"\n  modell: "sonnet"\n',
    right: 'session "Write a haiku"\n  model: sonnet\n',
  },
  W006: {
    explanation: 'Skill imports are accepted, but loading a skill is left to the agent command: its name is given in the system prompt.',
    wrong: 'import "web-search" from "github:example/skills"\n\nsession "Search the web"\n',
    right: 'session "Search the web"\n',
  },
  W007: {
    explanation: 'A skill is named that no `import` mentions. It is named to the agent all the same.',
    wrong: 'agent finder:\n  prompt: "You find things"\n  skills: ["web-search"]\n\nsession: finder\n',
    right: 'agent finder:\n  prompt: "You find things with a web search"\n\nsession: finder\n',
  },
  W010: {
    explanation:
      'The name hides another one of an outer frame, is declared anew where the frame already has it, or is also the name of an agent, a block or a used program. It works, but readers may take one for the other. Parameters of blocks, and the `item` of pipelines, may hide names freely.',
    wrong: 'let topic = "rivers"\nfor topic in ["lakes", "seas"]:\n  session "Write on {topic}"\n',
    right: 'let topic = "rivers"\nfor other in ["lakes", "seas"]:\n  session "Write on {other} and {topic}"\n',
  },
  W011: {
    explanation:
      '`session:` starts an agent without its memory and replaces it. The agent has a memory by then, from an earlier call in the file: `resume:` would go on with it.',
    wrong: 'agent poet:\n  prompt: "You write haiku"\n  persist: true\n\nsession: poet\nsession: poet\n',
    right: 'agent poet:\n  prompt: "You write haiku"\n  persist: true\n\nsession: poet\nresume: poet\n  prompt: "Another one"\n',
  },
  W012: {
    explanation: 'A backslash before any other character than `\\ " n t { }` is no escape and stays in the text.',
    wrong: 'session "Match \\d digits"\n',
    right: 'session "Match \\\\d digits"\n',
  },
  W013: {
    explanation:
      'In `"""` a brace group whose name is not visible stands for its own characters, because prompts often hold templates. If it was meant as a name, it is misspelled; if not, `\\{` says so.',
    wrong: 'session """Fill in the template {id}"""\n',
    right: 'session """Fill in the template \\{id}"""\n',
  },
  W014: {
    explanation:
      'The condition is plain words, so an agent judges it while the program runs. Stars around it say that this is meant. It is also reported for `a is b` between two plain names, which could be meant either way: the message says how it is read.',
    wrong: 'if the draft is good:\n  session "Publish"\n',
    right: 'if **the draft is good**:\n  session "Publish"\n',
  },
  W015: {
    explanation:
      'A block reads a name that only its callers have, or a name is read that belongs to a block called before. It works, but nothing in the text of the block says so: use a parameter, or `output`.',
    wrong: 'block gather:\n  let facts = session "Find facts"\n  session "Check {facts}"\n\ndo gather\nsession "Write on {facts}"\n',
    right: 'block gather:\n  output facts = session "Find facts"\n  session "Check {facts}"\n\ndo gather\nsession "Write on {facts}"\n',
  },
  W016: {
    explanation: 'On some path the name has no value when it is read: that is an error while the program runs, never a silent null. Bind it on every path.',
    wrong: 'if **there is time**:\n  let extra = session "Find more"\nsession "Write with {extra}"\n',
    right: 'let extra = "nothing"\nif **there is time**:\n  extra = session "Find more"\nsession "Write with {extra}"\n',
  },
  W017: {
    explanation: 'The loop has neither a condition nor a limit: only `break`, `return` or an error ends it.',
    wrong: 'loop:\n  session "Improve the draft"\n  if **good enough**:\n    break\n',
    right: 'loop until **good enough** (max: 5):\n  session "Improve the draft"\n',
  },
  W018: {
    explanation: 'Two options have the same label, so the second one is never taken.',
    wrong: 'choice **what to do next**:\n  option "write":\n    session "Write"\n  option "write":\n    session "Write more"\n',
    right: 'choice **what to do next**:\n  option "write":\n    session "Write"\n  option "write more":\n    session "Write more"\n',
  },
  W019: {
    explanation: '`output name = ...` does not end the program, so a later one of the same name replaces it. Write `return` where the program should end.',
    wrong: 'output answer = session "Guess"\nif **unsure**:\n  output answer = session "Think"\n',
    right: 'let guess = session "Guess"\nif **unsure**:\n  guess = session "Think"\noutput answer = guess\n',
  },
  W020: {
    explanation: '`regardless` waits for all branches and always succeeds, so `fail-fast` changes nothing.',
    wrong: 'parallel (regardless, on-fail: fail-fast):\n  session "Ask one"\n  session "Ask another"\n',
    right: 'parallel (regardless):\n  session "Ask one"\n  session "Ask another"\n',
  },
  W021: {
    explanation:
      'Branches that run at the same time assign one variable, so it would depend on chance which value stays: at run time that is an error. Appending (`x = x + ...`) is fine, and so are branch names.',
    wrong: 'let best = ""\nparallel for text in ["a", "b"]:\n  best = session "Improve {text}"\nsession "Print {best}"\n',
    right: 'let all = []\nparallel for text in ["a", "b"]:\n  let better = session "Improve {text}"\n  all = all + better\nsession "Print {all}"\n',
  },
  W022: {
    explanation: 'In a branch of a `parallel`, or in the body of a `parallel for` or pipeline, `return` and an unnamed `output` end only that branch or item.',
    wrong: 'block pick(texts):\n  parallel for text in texts:\n    return session "Improve {text}"\n\ndo pick(["a", "b"])\n',
    right: 'block pick(texts):\n  let better = parallel for text in texts:\n    session "Improve {text}"\n  return better\n\ndo pick(["a", "b"])\n',
  },
  W023: {
    explanation:
      'The program comes from a registry or a URL. It is checked without its inputs, and it runs only when a copy lies under `imports/` beside the program.',
    wrong: 'use "example/research" as research\n\ncall research(topic: "rivers")\n',
    right: 'session "Do research on rivers"\n',
  },
};

/** `input NAME: "prompt"`: bound at once when a value was given, else asked for by a child actor (semantics 1.9). */
import type { InputStatement } from '../../language/ast.ts';
import type { FrameContext } from '../frame/context.ts';
import { setSlot, slotOf } from '../frame/context.ts';
import { declareName } from '../frame/names.ts';
import { getOwn } from '../../values.ts';
import type { Value } from '../../values.ts';
import type { InputQuestion } from '../input.machine.ts';
import type { Build, Built, Site } from './build.ts';
import { announce, firstLine, invoking, meta, pathOf, scopeAt, setValue, target } from './build.ts';
import { bound } from './bindings.ts';
import { deciding, resultValue } from './effects.ts';

export function compileInput(build: Build, node: InputStatement, site: Site): Built {
  const id = build.newId('input');
  const asking = `${id}-asking`;
  const name = node.name.text;
  const source = firstLine(build, node.span);
  const bind = (context: FrameContext, value: Value): FrameContext => setValue(declareName(context, build.layout, site.place, name, value), site, value);
  const otherwise = optional(build, node) ? null : undefined;
  // Null may be given, too.
  const given = (context: FrameContext): Value | undefined => {
    const value = getOwn(context.input.inputs, name);
    return value === undefined ? otherwise : value;
  };
  const facts = (context: FrameContext) => [bound(build, context, site, name, 'input', source)];
  announce(build, `${id}-given`, facts);
  return {
    entry: id,
    states: {
      ...deciding(build, site, {
        id,
        effects: [],
        decide(context) {
          const value = given(context);
          if (value !== undefined) return { kind: 'done', context: setSlot(bind(context, value), id, { kind: 'arm', arm: 0 }) };
          const prompt = node.prompt ? build.semantics.text(node.prompt, scopeAt(build, context, site.place)) : { ok: true as const, value: name };
          if (!prompt.ok) return { kind: 'failed', failed: prompt.failure };
          const input: InputQuestion = { path: pathOf(context, site.path), name, prompt: prompt.value, isMain: build.program === '' };
          return { kind: 'done', context: setSlot(setSlot(context, id, { kind: 'arm', arm: -1 }), asking, { kind: 'start', input }) };
        },
        exits: [
          {
            guard: { type: 'chose', params: { statement: id, arm: 0 } },
            target: site.exits.next,
            actions: [{ type: 'announce', params: { facts: `${id}-given` } }],
          } as { guard: unknown; target: string },
          { target: target(asking) },
        ],
      }),
      ...invoking(build, site, {
        id: asking,
        src: 'input',
        input: (context) => slotOf(context, asking, 'start')?.input,
        succeeded: (context, event) => bind(context, resultValue(event)),
        facts,
        meta: meta(build, 'input', node.span),
      }),
    },
  };
}

function optional(build: Build, node: InputStatement): boolean {
  return build.semantics.program.inputs.some((input) => input.optional && input.name === node.name.text);
}

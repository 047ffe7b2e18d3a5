/** `if` and `choice`: one arm runs, or none (semantics 1.4, 1.8). */
import { invariant } from '../../assert.ts';
import type { Body, ChoiceStatement, Expression, IfStatement } from '../../language/ast.ts';
import type { FrameContext } from '../frame/context.ts';
import { setSlot, slotOf } from '../frame/context.ts';
import { extend } from '../paths.ts';
import type { EffectResults } from '../semantics.ts';
import type { Build, Built, Site, States } from './build.ts';
import { compileArm, meta, pathOf, scopeAt, setValue, target } from './build.ts';
import type { Verdict } from './effects.ts';
import { deciding, expressionsOf } from './effects.ts';

interface Arm {
  readonly suffix: string;
  readonly body: Body;
}

export function compileIf(build: Build, node: IfStatement, site: Site): Built {
  const id = build.newId('if');
  const conditions = node.arms.map((arm) => conditionOf(build, arm.condition));
  const expressions = expressionsOf(build, conditions);
  const arms: Arm[] = node.arms.map((arm, at) => ({ suffix: at === 0 ? '.then' : `.elif${at}`, body: arm.body }));
  if (node.otherwise) arms.push({ suffix: '.else', body: node.otherwise });
  const decide = (context: FrameContext, results: EffectResults): Verdict => {
    const scope = scopeAt(build, context, site.place);
    for (const [place, condition] of conditions.entries()) {
      const found = expressions.evaluate(place, scope, results);
      if (found.kind === 'failure') return { kind: 'failed', failed: found.failure };
      if (found.kind !== 'value') return { kind: 'needs', evaluation: found };
      const holds = build.semantics.truth(found.value);
      if (!holds.ok) return { kind: 'failed', failed: { ...holds.failure, span: condition.span } };
      if (holds.value) return chosen(context, id, site, place);
    }
    return chosen(context, id, site, node.otherwise ? node.arms.length : -1);
  };
  return compileArms(build, id, site, arms, (states, exits) =>
    Object.assign(states, deciding(build, site, { id, effects: expressions.effects, decide, from: 'if', exits, meta: meta(build, 'if', node.span) })),
  );
}

export function compileChoice(build: Build, node: ChoiceStatement, site: Site): Built {
  const id = build.newId('choice');
  const criteria = conditionOf(build, node.condition);
  const expressions = expressionsOf(build, [criteria]);
  const labels = (context: FrameContext): readonly string[] =>
    node.options.map((option) => {
      const text = build.semantics.text(option.label, scopeAt(build, context, site.place));
      return text.ok ? text.value : '';
    });
  const decide = (context: FrameContext, results: EffectResults): Verdict => {
    const found = expressions.evaluate(0, scopeAt(build, context, site.place), results);
    if (found.kind === 'failure') return { kind: 'failed', failed: found.failure };
    if (found.kind !== 'value') return { kind: 'needs', evaluation: found };
    const arm = typeof found.value === 'string' ? labels(context).indexOf(found.value) : -1;
    if (arm >= 0) return chosen(context, id, site, arm);
    return {
      kind: 'failed',
      failed: { kind: 'type', message: `"${String(found.value)}" is none of the options: ${labels(context).join(', ')}`, span: node.condition.span },
    };
  };
  const arms = node.options.map((option, at) => ({ suffix: `.opt${at + 1}`, body: option.body }));
  return compileArms(build, id, site, arms, (states, exits) =>
    Object.assign(
      states,
      deciding(build, site, {
        id,
        effects: expressions.effects,
        decide,
        options: labels,
        exits,
        facts: (context) => {
          const label = labels(context)[slotOf(context, id, 'arm')?.arm ?? -1];
          const waiting = slotOf(context, `${id}-effects`, 'effect')?.needed;
          return label === undefined || waiting ? [] : [{ type: 'choice.taken', path: pathOf(context, site.path), label }];
        },
        meta: meta(build, 'choice', node.span),
      }),
    ),
  );
}

function compileArms(
  build: Build,
  id: string,
  site: Site,
  arms: readonly Arm[],
  addDeciding: (states: States, exits: { guard?: unknown; target: string }[]) => void,
): Built {
  const states: States = {};
  const exits: { guard?: unknown; target: string }[] = [];
  for (const [arm, { suffix, body }] of arms.entries()) {
    const built = compileArm(build, body.statements, site, extend(site.path, suffix));
    Object.assign(states, built.states);
    exits.push({ guard: { type: 'chose', params: { statement: id, arm } }, target: target(built.entry) });
  }
  exits.push({ target: site.exits.next });
  addDeciding(states, exits);
  return { entry: id, states };
}

/** Forgets the last choice while undecided, so that a loop never takes an earlier iteration's arm. */
function chosen(context: FrameContext, id: string, site: Site, arm: number): Verdict {
  const next = setSlot(context, id, { kind: 'arm', arm });
  return { kind: 'done', context: arm < 0 ? setValue(next, site, null) : next };
}

export function conditionOf(build: Build, condition: IfStatement['arms'][number]['condition']): Expression {
  const reading = build.semantics.program.resolution.conditions.get(condition) ?? condition.expression ?? condition.bare;
  invariant(reading, 'a checked condition has a reading');
  return reading;
}

/** Pipelines: each stage's body has a frame of its own for every item. */
import type { PipelineStatement, Stage } from '../ast.ts';
import { walkItems } from './branches.ts';
import { declareVariable, newSlot } from './declare.ts';
import { walkExpression } from './expressions.ts';
import type { Frame } from './frames.ts';
import { mayFail } from './walk.ts';
import type { Walk } from './walk.ts';

export function walkPipeline(walk: Walk, statement: PipelineStatement): void {
  walkExpression(walk, statement.source, 'list');
  mayFail(walk);
  for (const stage of statement.stages) walkStage(walk, stage);
  mayFail(walk);
}

function walkStage(walk: Walk, stage: Stage): void {
  const value = stage.operation === 'filter' ? stage.body.statements.at(-1) : undefined;
  if (value) walk.filterValues.add(value);
  walkItems(walk, stage.body, stage.operation === 'pmap' ? 'many' : 'in-turn', (frame) => {
    if (stage.operation !== 'reduce') bindItem(walk, frame);
    else for (const name of [stage.accumulator, stage.item]) declareVariable(walk, frame, name, 'pipeline-variable');
  });
  if (stage.operation === 'filter') walk.resultUses.filterBody(stage.body);
}

/** `item` is there without being declared, and hides an outer one without a warning. */
function bindItem(walk: Walk, frame: Frame): void {
  walk.flow.bind(newSlot(frame, 'item', 'pipeline-variable'));
}

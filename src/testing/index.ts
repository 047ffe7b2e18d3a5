/**
 * Troupe's testing kit (`troupe/testing`): programs on the real runtime, in virtual time, with agents of a test.
 */
export type { AnswerEntry, Answers, ScriptedFailure, ScriptedReply } from '../executors/simulated/answers.ts';
export { plainModel } from './model.ts';
export { type InMemoryOptions, type InMemoryRun, checkedProgram, runInMemory } from './run-in-memory.ts';
export { type AgentBehaviour, type AgentFunction, behavingAgent, scriptedAgent } from './scripted-agent.ts';
export type { TimelineEntry } from './timeline.ts';
export { VirtualClock, type VirtualClockOptions } from './virtual-clock.ts';

/**
 * Open `input` questions (semantics 1.9): asked one at a time where a person can be asked, else waited for.
 */
import type { InputEvent, InputQuestion, QuestionPorts } from '../../machines/input.machine.ts';
import type { Asker } from '../../ports.ts';
import type { Value } from '../../values.ts';
import type { Engine } from './engine.ts';

interface OpenQuestion {
  /** True while a person may still answer on the terminal. */
  asked: boolean;
  readonly actor: { send(event: InputEvent): void };
  readonly question: InputQuestion;
  readonly stop: AbortController;
}

export class Questions implements QuestionPorts {
  readonly #open = new Map<string, OpenQuestion>();
  /** Values for which nothing was pending when they came: as good as given at the start. */
  readonly #given = new Map<string, Value>();
  #queue: OpenQuestion[] = [];
  #asking = false;

  constructor(
    private readonly engine: () => Engine,
    private readonly asker: Asker | null,
  ) {}

  openQuestion(actor: { send(event: InputEvent): void }, question: InputQuestion): void {
    const open: OpenQuestion = { asked: this.asker !== null, actor, question, stop: new AbortController() };
    this.#open.set(question.path, open);
    const { recorder, waits } = this.engine();
    recorder.publish({ type: 'input.needed', path: question.path, name: question.name, prompt: question.prompt });
    const given = question.isMain ? this.#given.get(question.name) : undefined;
    if (given !== undefined) {
      open.asked = false;
      return this.answer(open, given);
    }
    if (!this.asker) {
      waits.open.set(question.path, { kind: 'input' });
      recorder.publish({ type: 'run.waiting', path: question.path, reason: 'input', agent: null, message: question.prompt, resetsAt: null });
      return;
    }
    waits.asked++;
    this.#queue.push(open);
    this.askNext();
  }

  closeQuestion({ path }: InputQuestion): void {
    const open = this.#open.get(path);
    if (!open) return;
    this.#open.delete(path);
    const { waits } = this.engine();
    if (open.asked) waits.asked--;
    else waits.open.delete(path);
    this.#queue = this.#queue.filter((other) => other !== open);
    open.stop.abort();
  }

  /** Answers every open question of that name, in called programs too; without one, those that the main program will ask. */
  give(name: string, value: Value): void {
    const asked = [...this.#open.values()].filter((open) => open.question.name === name);
    if (asked.length === 0) this.#given.set(name, value);
    for (const open of asked) this.answer(open, value);
  }

  private askNext(): void {
    const next = this.#queue[0];
    if (this.#asking || !next || !this.asker) return;
    this.#asking = true;
    this.#queue.shift();
    this.asker
      .ask(next.question, next.stop.signal)
      .then((text) => this.answer(next, text))
      .catch(() => this.leaveOpen(next))
      .finally(() => {
        this.#asking = false;
        this.askNext();
      });
  }

  private answer({ actor, question, stop }: OpenQuestion, value: Value): void {
    const { deliveries, recorder } = this.engine();
    deliveries.arrive({
      path: question.path,
      deliver() {
        if (stop.signal.aborted) return;
        recorder.publish({ type: 'input.given', path: question.path, name: question.name, value });
        actor.send({ type: 'input.given', value });
      },
    });
  }

  /** Nobody answered (the terminal was closed): the run may pause. */
  private leaveOpen(open: OpenQuestion): void {
    const { question, stop } = open;
    if (stop.signal.aborted) return;
    open.asked = false;
    const { waits, recorder, deliveries } = this.engine();
    waits.asked--;
    waits.open.set(question.path, { kind: 'input' });
    recorder.publish({ type: 'run.waiting', path: question.path, reason: 'input', agent: null, message: question.prompt, resetsAt: null });
    deliveries.arrive({ path: question.path, deliver: () => undefined });
  }
}

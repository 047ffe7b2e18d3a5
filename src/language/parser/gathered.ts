/**
 * A list that grows item by item and ends in as little memory as it needs.
 *
 * A list that grew by `push` has room for some 17 items, and most lists of a syntax tree hold one or two:
 * with them the tree would be half as large again, and slower to make.
 */
export class Gathered<T> {
  private items: T[] = none;

  add(item: T): void {
    this.items = extended(this.items, item);
  }

  get isEmpty(): boolean {
    return this.items.length === 0;
  }

  /** The items so far; of a list that is still growing it is a copy. */
  get list(): readonly T[] {
    return this.items.length > exactUpTo ? this.items.slice() : this.items;
  }

  /** Hands over the items and is empty again. */
  drain(): readonly T[] {
    const { items } = this;
    this.items = none;
    return items;
  }
}

/** An empty list, which nobody may add to. */
export const none: never[] = [];

const exactUpTo = 3;

/** Up to three items each length is a new list, made at its exact size. */
function extended<T>(items: T[], item: T): T[] {
  const [first, second] = items as [T, T]; // as many as the length says
  switch (items.length) {
    case 0:
      return [item];
    case 1:
      return [first, item];
    case 2:
      return [first, second, item];
    case exactUpTo:
      return [...items, item];
    default:
      items.push(item);
      return items;
  }
}

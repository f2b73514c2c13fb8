/** An element of a document that was read; nothing of it changes any more. */
export type XmlElement = {
  readonly namespace: string;
  readonly local: string;
  /** By the names as they were written; `xmlns` is not among them. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The text that stands in it directly, without its children's. */
  readonly text: string;
};

/** The children of that name. */
export function childrenOf(element: XmlElement, namespace: string, local: string): readonly XmlElement[] {
  return element.children.filter((child) => is(child, namespace, local));
}

/** The one child of that name; null where there is none, or more than one. */
export function onlyChild(element: XmlElement | null, namespace: string, local: string): XmlElement | null {
  if (!element) return null;
  const [child, another] = childrenOf(element, namespace, local);
  return child && !another ? child : null;
}

export function is(element: XmlElement, namespace: string, local: string): boolean {
  return element.local === local && element.namespace === namespace;
}

/** The element and everything below it, in the order of the document. */
export function* elementsIn(element: XmlElement): Generator<XmlElement> {
  const waiting: XmlElement[] = [element];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next;
    waiting.push(...next.children.toReversed());
  }
}

export function attributeOf(element: XmlElement | null, name: string): string | null {
  return element?.attributes.get(name) ?? null;
}

/** The text without outer white space; null where it is empty or holds elements. */
export function textOf(element: XmlElement | null): string | null {
  if (!element || element.children.length > 0) return null;
  const text = element.text.trim();
  return text === '' ? null : text;
}

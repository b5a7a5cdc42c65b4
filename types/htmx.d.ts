// htmx is a classic script: it stands in the page for all.
declare const htmx: { trigger(element: Element, event: string): void; process(element: Element): void };

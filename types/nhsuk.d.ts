// The design system has no types of its own.
export function initAll(): void;

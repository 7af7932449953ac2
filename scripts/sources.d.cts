export function requireBuilt(built: string, sources?: readonly string[]): void;

/**
 * Kinds that put the movies in the same order for everybody: what others have to beat. They take part in every comparison,
 * and serve only where nothing else can be served.
 */
const floorKinds: readonly string[] = ['normal', 'baseline', 'popularity'];

export const isFloor = (kind: string): boolean => floorKinds.includes(kind);

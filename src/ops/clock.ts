/** The only way to know the time: tests stop it, replay it, or make it jump. */
export type Clock = () => Date;
export const systemClock: Clock = () => new Date();

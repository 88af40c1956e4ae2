/** What the lazy bundle gives to the chat; shared by both sides, so it imports nothing. */
export type CardEvents = { onSubmit(values: Record<string, unknown>, title: string): void };
export type CardsApi = { render(content: object, events: CardEvents, strings: { more: string }): HTMLElement };

declare global {
  interface Window {
    AiguillageCartes?: CardsApi;
  }
}

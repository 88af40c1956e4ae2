declare module 'xhr2' {
  export class XMLHttpRequest {
    send(data?: unknown): void;
    setRequestHeader(name: string, value: string): void;
  }
}

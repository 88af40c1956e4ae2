import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import { Streams, type Page } from '../../../src/channels/direct-line/streams';
import { silentLogger } from '../../../src/ops/log';

/** As much of a WebSocket as a stream uses. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  sent: string[] = [];
  closedWith: number | undefined;
  send(text: string): void {
    this.sent.push(text);
  }
  close(code: number): void {
    this.closedWith = code;
    this.readyState = 3;
    this.emit('close');
  }
  terminate(): void {
    this.close(1006);
  }
  ping(): void {}
  get asSocket(): WebSocket {
    return this as unknown as WebSocket;
  }
}

const transcript: string[] = [];
const PAGE = 2;
let reads: number;
const read = async (after: number): Promise<Page> => {
  reads += 1;
  const activities = transcript.slice(after, after + PAGE).map((text) => ({ text }));
  return { activities, watermark: String(after + activities.length), lastSeq: after + activities.length, isLast: activities.length < PAGE };
};
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

describe('Streams', () => {
  let streams: Streams;
  beforeEach(() => {
    transcript.splice(0, Infinity, 'a', 'b', 'c');
    reads = 0;
    streams = new Streams(silentLogger);
  });
  afterEach(() => streams.closeAll());

  it('reads page after page, and each thing once whatever the number of notices', async () => {
    const socket = new FakeSocket();
    streams.open(socket.asSocket, 'c', 0, read);
    transcript.push('d');
    for (let i = 0; i < 10; i += 1) streams.notify('c');
    for (let waited = 0; socket.sent.length < 2 && waited < 200; waited += 1) await settle();
    await settle();

    expect(socket.sent.map((frame) => JSON.parse(frame) as unknown)).toEqual([
      { activities: [{ text: 'a' }, { text: 'b' }], watermark: '2' }, { activities: [{ text: 'c' }, { text: 'd' }], watermark: '4' },
    ]);
  });

  it('does not look for more after a page that is not full', async () => {
    const socket = new FakeSocket();
    streams.open(socket.asSocket, 'c', 2, read);
    await settle();

    expect([socket.sent.length, reads]).toEqual([1, 1]);
  });

  it('cuts a client that does not read; it comes back with its watermark', async () => {
    const socket = new FakeSocket();
    streams.open(socket.asSocket, 'c', 3, read);
    await settle();
    socket.bufferedAmount = 2_000_000;
    transcript.push('d');
    streams.notify('c');
    await settle();

    expect([socket.sent, socket.closedWith, streams.count]).toEqual([[], 1013, 0]);
  });

  it('closes the oldest of too many sockets of a conversation', async () => {
    const sockets = Array.from({ length: 11 }, () => new FakeSocket());
    for (const socket of sockets) streams.open(socket.asSocket, 'c', 3, read);

    expect(sockets.map(({ closedWith }) => closedWith)).toEqual([1013, ...Array<undefined>(10)]);
    expect(streams.count).toBe(10);
  });

  it('stays open while the transcript cannot be read, and says everything once it can', async () => {
    const socket = new FakeSocket();
    const store = { down: true };
    streams.open(socket.asSocket, 'c', 1, (after) => (store.down ? Promise.reject(new Error('disk')) : read(after)));
    await settle();
    expect([socket.sent, socket.closedWith]).toEqual([[], undefined]);

    store.down = false;
    streams.catchUp();
    await settle();

    expect(socket.sent.map((frame) => JSON.parse(frame) as unknown)).toEqual([{ activities: [{ text: 'b' }, { text: 'c' }], watermark: '3' }]);
  });

  it('looks at the transcript at each heartbeat, in case a notice was lost', async () => {
    streams.closeAll();
    streams = new Streams(silentLogger, 20);
    const socket = new FakeSocket();
    streams.open(socket.asSocket, 'c', 3, read);
    transcript.push('d');

    await new Promise((resolve) => setTimeout(resolve, 30));

    expect(socket.sent.map((frame) => JSON.parse(frame) as unknown)).toEqual([{ activities: [{ text: 'd' }], watermark: '4' }]);
  });
});

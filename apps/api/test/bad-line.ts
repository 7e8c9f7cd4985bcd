import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** A connection to a server on this machine, with the faults of a real network. */
export interface BadLine {
  endpoint: string;
  /** How many connections there were. */
  connections(): number;
  /** Cuts each of the next `times` connections once the server has sent so many bytes over it. */
  cutAfter(bytes: number, times: number): void;
  /** Changes one bit in the first large piece that is sent to the server. */
  flipOneBit(): void;
  /** Cuts every connection, and each new one, until `restore`. */
  interrupt(): void;
  restore(): void;
  stop(): Promise<void>;
}

const largePieceBytes = 10_000;

export async function startBadLine(to: string): Promise<BadLine> {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Socket>();
  let connections = 0;
  let cut = { bytes: 0, times: 0 };
  let flip = false;
  let interrupted = false;

  const server = createServer((near) => {
    if (interrupted) return void near.destroy();
    connections++;
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => (near.destroy(), far.destroy()));
    }
    near.on('data', (piece) => {
      if (flip && piece.length > largePieceBytes) {
        piece[piece.length - 1] ^= 1;
        flip = false;
      }
      far.write(piece);
    });
    let sent = 0;
    far.on('data', (piece) => {
      sent += piece.length;
      near.write(piece);
      if (cut.times > 0 && sent > cut.bytes && !near.destroyed) {
        cut.times--;
        near.resetAndDestroy();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    cutAfter: (bytes, times) => (cut = { bytes, times }),
    flipOneBit: () => (flip = true),
    interrupt() {
      interrupted = true;
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
    restore: () => (interrupted = false),
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

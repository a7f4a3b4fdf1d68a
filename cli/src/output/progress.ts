import { SingleBar } from 'cli-progress';

export interface Progress {
  update(done: number, total: number): void;
  stop(): void;
}

const SILENT: Progress = {
  update: () => undefined,
  stop: () => undefined,
};
/** Milliseconds before a bar appears: what is over sooner needs none. */
const PATIENCE = 1000;

export function startProgress(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean },
  title: string,
  silent: boolean,
): Progress {
  if (silent || stream.isTTY !== true) return SILENT;
  const bar = new SingleBar({
    format: `${title} {bar} {value}/{total}`,
    stream,
    hideCursor: true,
    clearOnComplete: true,
  });
  const began = Date.now();
  let shown = false;
  return {
    update(done, total) {
      if (!shown && Date.now() - began < PATIENCE) return;
      if (!shown) bar.start(total, done);
      shown = true;
      bar.setTotal(total);
      bar.update(done);
    },
    stop() {
      if (shown) bar.stop();
    },
  };
}

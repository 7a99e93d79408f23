/** What `watchWork` puts on a page. */
export interface Watched {
  /** Timers that wait, and how often anybody has been called back. */
  work(): { readonly pending: readonly string[]; readonly calls: number };
  /** Lets so many frames pass, without being seen. */
  frames(count: number): Promise<void>;
}

/** Runs on a page, before all else: sees every timer and frame of the widget's, and every observer, from then on. */
export function watchWork(): void {
  let calls = 0;
  const pending = new Map<string, string>();
  const page = globalThis as unknown as Record<string, (...args: unknown[]) => unknown>;
  const nextFrame = requestAnimationFrame;
  const watch = (name: string, cancel: string, isOnce: boolean): void => {
    const [start, stop] = [page[name], page[cancel]];
    if (!start || !stop) return;
    page[name] = (callback, ...rest) => {
      const stack = String(new Error().stack);
      // What drives the browser keeps time, too.
      if (!stack.includes('/dist/')) return start.call(window, callback, ...rest);
      const id = start.call(window, (...args: unknown[]) => {
        calls += 1;
        if (isOnce) pending.delete(`${name} ${id}`);
        (callback as (...args: unknown[]) => void)(...args);
      }, ...rest);
      pending.set(`${name} ${id}`, `${name} ${JSON.stringify(rest)} ${stack}`);
      return id;
    };
    page[cancel] = (id) => {
      pending.delete(`${name} ${id}`);
      stop.call(window, id);
    };
  };
  watch('setTimeout', 'clearTimeout', true);
  watch('setInterval', 'clearInterval', false);
  watch('requestAnimationFrame', 'cancelAnimationFrame', true);
  watch('requestIdleCallback', 'cancelIdleCallback', true);
  for (const name of ['ResizeObserver', 'IntersectionObserver', 'MutationObserver'] as const) {
    const Original = globalThis[name] as unknown as new (callback: (...args: unknown[]) => void, options?: unknown) => object;
    (globalThis as Record<string, unknown>)[name] = class extends Original {
      constructor(callback: (...args: unknown[]) => void, options?: unknown) {
        super((...args: unknown[]) => {
          calls += 1;
          callback(...args);
        }, options);
      }
    };
  }
  Object.assign(globalThis, {
    work: () => ({ pending: [...pending.values()], calls }),
    async frames(count: number) {
      for (let passed = 0; passed < count; passed += 1) await new Promise((resolve) => nextFrame.call(window, resolve));
    },
  });
}

/** Something that keeps plain data by a key. */
export interface KeyValueStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<unknown>;
  delete(key: string): Promise<unknown>;
  /** Lets go of all that it holds, before this returns; what is under way is given up. It may be used again. */
  close(): void;
}

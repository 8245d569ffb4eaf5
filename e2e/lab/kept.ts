// What the page keeps in the browser's database: sealed copies of the room's document.
import { expect } from '@playwright/test';
import type { Person } from '../person.ts';

/** Everything in the database of the page, keys and bytes, each as text of one byte a character. */
export async function onDisk(person: Person): Promise<string[]> {
  return person.page.evaluate(async () => {
    const result = <T>(request: IDBRequest<T>) =>
      new Promise<T>((kept, broken) => {
        request.onsuccess = () => kept(request.result);
        request.onerror = () => broken(request.error);
      });
    const all: string[] = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await result(indexedDB.open(name!));
      for (const store of Array.from(database.objectStoreNames)) {
        const copies = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([result(copies.getAllKeys()), result(copies.getAll())]);
        keys.forEach((key, at) => {
          const bytes = values[at] as Uint8Array;
          all.push(String(key) + Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
        });
      }
      database.close();
    }
    return all;
  });
}

/** So many copies are kept. */
export async function expectKept(person: Person, copies: number): Promise<void> {
  await expect.poll(async () => (await onDisk(person)).length).toBe(copies);
}

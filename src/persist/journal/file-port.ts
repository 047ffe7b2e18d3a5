/** The few file operations a journal needs, so that tests can make any of them fail. */
import { closeSync, constants, fdatasync, ftruncateSync, openSync, readFileSync, write } from 'node:fs';
import { promisify } from 'node:util';

export interface AppendFile {
  /** Appends all bytes, or rejects. */
  append(bytes: Buffer): Promise<void>;
  /** Resolves when everything appended so far survives a loss of power. */
  sync(): Promise<void>;
  truncate(length: number): void;
  close(): void;
}

export interface FilePort {
  /** The file's bytes; undefined when there is none. */
  read(file: string): Buffer | undefined;
  openForAppend(file: string): AppendFile;
}

const writeAsync = promisify(write);
const fdatasyncAsync = promisify(fdatasync);

export const nodeFiles: FilePort = {
  read(file) {
    try {
      return readFileSync(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  },
  openForAppend(file) {
    const descriptor = openSync(file, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, 0o600);
    return {
      async append(bytes) {
        for (let written = 0; written < bytes.length; ) written += (await writeAsync(descriptor, bytes, written, bytes.length - written)).bytesWritten;
      },
      sync: () => fdatasyncAsync(descriptor),
      truncate: (length) => ftruncateSync(descriptor, length),
      close: () => closeSync(descriptor),
    };
  },
};

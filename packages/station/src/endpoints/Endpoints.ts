import type { z } from 'zod';
import { NominalError, type PlainError, plainError } from 'nominal-vision/internal/errors';
import type { Report } from '../Report.ts';
import type { Direction, Store, Tables } from '../store/index.ts';
import { assertMayAdd, type ConsoleKind, neededKind } from './consoleKinds.ts';
import { changedConfig, shownConfig } from './secrets.ts';

/** Wait before another try to open what could not be opened: a drive or an address may come back. */
const REOPEN_MS = 30_000;

/** What the configuration of every source and sink holds. */
export interface EndpointConfig {
  readonly name: string;
  readonly kind: ConsoleKind;
  readonly payload?: 'image' | 'path';
}

/** Something that was opened by a configuration. */
export interface Closable {
  readonly close: () => Promise<void>;
  /**
   * Undoes, before it is closed, what would outlast it elsewhere.
   *
   * @param next what it is opened with after that; null if it is removed.
   */
  readonly forget?: (next: unknown) => void;
}

/** A source or a sink, with what came of opening it. */
export interface Endpoint<Config extends EndpointConfig, Opened extends Closable> {
  readonly config: Config;
  /** Whether it stands in the configuration file or was added in the console. */
  readonly origin: 'file' | 'console';
  /** Null if it could not be opened; then `problem` says why. */
  readonly opened: Opened | null;
  readonly problem: PlainError | null;
}

/** How sources, or sinks, are kept and opened. */
export interface EndpointParts<Config extends EndpointConfig, Opened extends Closable> {
  readonly direction: Direction;
  readonly schema: z.ZodType<Config>;
  /** Those of the configuration file. */
  readonly fromFile: readonly Config[];
  /** What may be added in the console. */
  readonly consoleMayAdd: readonly ConsoleKind[];
  readonly store: Store;
  readonly report: Report;
  readonly open: (config: Config) => Promise<Opened>;
  /** Removes what else is kept of one that is removed. */
  readonly forget?: (name: string, tables: Tables) => Promise<void>;
}

/** Who changes something, and what he may add. */
export interface Changer {
  readonly actor: string;
  readonly mayAdd: readonly ConsoleKind[];
}

/**
 * The sources of a station, or its sinks: those of the configuration file, which must all be fit for use
 * when the station starts and cannot be changed while it runs, and those that were added in the
 * console, which can. One of these that cannot be opened is tried again and again.
 */
export class Endpoints<Config extends EndpointConfig, Opened extends Closable> {
  readonly #parts: EndpointParts<Config, Opened>;
  #entries: readonly Endpoint<Config, Opened>[] = [];
  /** Ends with the change that was begun last: they come one after another. */
  #lastChange: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: EndpointParts<Config, Opened>) {
    this.#parts = parts;
  }

  /** Those of the file first, then by name. */
  get list(): readonly Endpoint<Config, Opened>[] {
    return this.#entries;
  }

  /** Opens all of them. @throws NominalError if one of the configuration file cannot be used. */
  async open(): Promise<void> {
    const { fromFile, open, store, direction } = this.#parts;
    for (const config of fromFile) {
      const opened = await open(config);
      this.#put({ config, origin: 'file', opened, problem: null });
    }
    for (const { name, config } of await store.endpoints.list(direction))
      await this.#load(name, config);
    this.#timer = setInterval(() => {
      this.#inTurn(() => this.#reopen()).catch((error: unknown) =>
        this.#parts.report(`${direction}s cannot be opened again`, error),
      );
    }, REOPEN_MS);
  }

  /** @throws NominalError `CONFIG_INVALID`, `CONFLICT`, `FORBIDDEN`, or what opening it throws. */
  add(value: unknown, { actor, mayAdd }: Changer): Promise<Endpoint<Config, Opened>> {
    return this.#inTurn(async () => {
      const config = this.#parse(value);
      assertMayAdd(neededKind(config), mayAdd);
      const { direction } = this.#parts;
      if (this.#entries.some((entry) => entry.config.name === config.name)) {
        throw new NominalError('CONFLICT', {
          reason: 'nameTaken',
          what: `there is a ${direction} "${config.name}" already`,
          remedy: 'Choose another name',
          details: { name: config.name },
        });
      }
      return this.#replace(null, config, actor, `${direction}.add`);
    });
  }

  /**
   * Changes some keys of one that was added in the console; secrets that are not given stay.
   *
   * @throws NominalError as `add` does, and `NOT_FOUND`.
   */
  change(
    name: string,
    keys: Readonly<Record<string, unknown>>,
    { actor, mayAdd }: Changer,
  ): Promise<Endpoint<Config, Opened>> {
    return this.#inTurn(async () => {
      const before = this.#changeable(name);
      const changed = changedConfig(before.config, keys);
      const { direction } = this.#parts;
      if (changed.name !== name || changed.kind !== before.config.kind) {
        throw new NominalError('CONFIG_INVALID', {
          reason: 'endpointKept',
          what: `name and kind of a ${direction} stay`,
          remedy: 'Remove it, and add another',
        });
      }
      const config = this.#parse(changed);
      assertMayAdd(neededKind(config), mayAdd);
      return this.#replace(before, config, actor, `${direction}.change`);
    });
  }

  /** @throws NominalError `NOT_FOUND`, or `CONFLICT` for one of the configuration file. */
  remove(name: string, actor: string): Promise<void> {
    return this.#inTurn(async () => {
      const entry = this.#changeable(name);
      const { store, direction, forget } = this.#parts;
      this.#entries = this.#entries.filter((own) => own !== entry);
      await store
        .transaction(async (tables) => {
          await tables.endpoints.remove(direction, name);
          await forget?.(name, tables);
          const { config } = shownConfig(entry.config);
          await tables.audit.add(actor, `${direction}.remove`, name, config);
        })
        .catch((error: unknown) => {
          this.#put(entry);
          throw error;
        });
      entry.opened?.forget?.(null);
      await entry.opened?.close();
    });
  }

  /** @throws NominalError `NOT_FOUND`. */
  get(name: string): Endpoint<Config, Opened> {
    const found = this.#entries.find(({ config }) => config.name === name);
    if (found !== undefined) return found;
    throw new NominalError('NOT_FOUND', {
      reason: 'notThere',
      what: `there is no ${this.#parts.direction} ${name}`,
    });
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#lastChange;
    await Promise.all(
      this.#entries.flatMap(({ opened }) => (opened === null ? [] : [opened.close()])),
    );
  }

  /** One that was kept: what it needs may not be there now, or not be allowed any more. */
  async #load(name: string, value: unknown): Promise<void> {
    const { direction, report, consoleMayAdd } = this.#parts;
    try {
      const config = this.#parse(value);
      // Since it was added, the configuration file got one of that name.
      if (this.#entries.some((entry) => entry.config.name === name)) return;
      try {
        assertMayAdd(neededKind(config), consoleMayAdd);
        this.#put({
          config,
          origin: 'console',
          opened: await this.#parts.open(config),
          problem: null,
        });
      } catch (error) {
        this.#put({ config, origin: 'console', opened: null, problem: plainError(error) });
        report(`the ${direction} ${name} cannot be opened yet`, error);
      }
    } catch (error) {
      report(`the ${direction} ${name}, which was added in the console, cannot be read`, error);
    }
  }

  async #reopen(): Promise<void> {
    const { open, consoleMayAdd } = this.#parts;
    for (const entry of this.#entries.filter(({ opened }) => opened === null)) {
      try {
        assertMayAdd(neededKind(entry.config), consoleMayAdd);
        this.#put({ ...entry, opened: await open(entry.config), problem: null });
      } catch (error) {
        this.#put({ ...entry, problem: plainError(error) });
      }
    }
  }

  /** Opens one in place of another, which is open again if that fails. */
  async #replace(
    before: Endpoint<Config, Opened> | null,
    config: Config,
    actor: string,
    action: string,
  ): Promise<Endpoint<Config, Opened>> {
    const { open, store, direction } = this.#parts;
    before?.opened?.forget?.(config);
    await before?.opened?.close();
    try {
      const opened = await open(config);
      const entry = { config, origin: 'console', opened, problem: null } as const;
      this.#put(entry);
      await store
        .transaction(async ({ endpoints, audit }) => {
          await endpoints.put(direction, config.name, config);
          await audit.add(actor, action, config.name, shownConfig(config).config);
        })
        .catch(async (error: unknown) => {
          await opened.close();
          throw error;
        });
      return entry;
    } catch (error) {
      this.#entries = this.#entries.filter((entry) => entry.config.name !== config.name);
      if (before !== null) {
        this.#put({ ...before, opened: null, problem: plainError(error) });
        await this.#reopen();
      }
      throw error;
    }
  }

  #changeable(name: string): Endpoint<Config, Opened> {
    const found = this.get(name);
    if (found.origin === 'console') return found;
    throw new NominalError('CONFLICT', {
      reason: 'endpointInFile',
      what: `the ${this.#parts.direction} "${name}" stands in the configuration file`,
      remedy: 'Change it there, and start the station again',
      details: { name },
    });
  }

  #put(entry: Endpoint<Config, Opened>): void {
    const others = this.#entries.filter(({ config }) => config.name !== entry.config.name);
    const file = others.filter(({ origin }) => origin === 'file');
    const added = others.filter(({ origin }) => origin === 'console');
    this.#entries =
      entry.origin === 'file'
        ? [...file, entry, ...added]
        : [...file, ...[...added, entry].sort((a, b) => (a.config.name < b.config.name ? -1 : 1))];
  }

  #parse(value: unknown): Config {
    const parsed = this.#parts.schema.safeParse(value);
    if (parsed.success) return refuseUser(parsed.data);
    const issues = parsed.error.issues
      .map(({ path, message }) => (path.length === 0 ? message : `"${path.join('.')}": ${message}`))
      .join('; ');
    throw new NominalError('CONFIG_INVALID', {
      reason: 'endpointInvalid',
      what: `the ${this.#parts.direction} is not valid: ${issues}`,
      details: { issues },
    });
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#lastChange.then(work);
    this.#lastChange = done.catch(() => undefined);
    return done;
  }
}

/** An address is shown, so no secret may be in it. */
function refuseUser<Config extends EndpointConfig>(config: Config): Config {
  const { url } = config as { readonly url?: string };
  if (url === undefined || !URL.canParse(url)) return config;
  const { username, password } = new URL(url);
  if (username === '' && password === '') return config;
  throw new NominalError('CONFIG_INVALID', {
    reason: 'addressHoldsUser',
    what: 'an address holds a user or a password',
    remedy: 'Give "username" and "password" as keys of their own',
  });
}

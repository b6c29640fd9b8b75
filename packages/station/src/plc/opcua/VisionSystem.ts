import { randomUUID } from 'node:crypto';
import type {
  AddressSpace,
  CallMethodResultOptions,
  DataType,
  ExtensionObject,
  Namespace,
  UAMethod,
  UAObject,
  UAStateMachineEx,
  UAVariable,
  Variant,
  VariantLike,
} from 'node-opcua';
import { faultNumbers } from '../faultNumber.ts';
import { type PartCycle, resultNumber } from '../PartCycle.ts';
import type { OpcUa } from './loadOpcUa.ts';

/** What the nodes of a camera are called. */
export interface VisionSystemNames {
  /** The source. */
  readonly name: string;
  readonly product: string;
}

/** A part that was asked for over OPC UA. */
interface Job {
  readonly id: string;
  readonly measurement: string;
  readonly part: string;
  readonly startedAt: Date;
}

/** Where the names of OPC 40100-1 come from. */
const MACHINE_VISION = 'http://opcfoundation.org/UA/MachineVision';
/** Where the names come from that the standard does not have. */
const OWN = 'urn:nominal-vision:station';
/** Results that can still be asked for by their id. */
const KEPT_RESULTS = 100;
/** Values of ResultStateDataType. */
const resultStates = { undefined: 0, completed: 1, failed: 4 } as const;

/**
 * A {@link PartCycle} as a vision system of OPC 40100-1 (OPC UA for Machine Vision, Part 1): its state
 * machines, a method that starts a job, the result as a variable and an event. Beside them lie plain
 * variables and methods, for clients that know no structures.
 */
export class VisionSystem {
  readonly #library: OpcUa;
  readonly #space: AddressSpace;
  readonly #own: Namespace;
  readonly #names: VisionSystemNames;
  readonly #cycle: PartCycle;
  readonly #system: UAObject;
  readonly #machine: UAStateMachineEx;
  readonly #automatic: UAStateMachineEx;
  readonly #plain: UAObject;
  readonly #failed: (error: unknown) => void;
  readonly #variables = new Map<string, UAVariable>();
  readonly #latest: UAVariable;
  readonly #results = new Map<string, ExtensionObject>();
  #job: Job = { id: '', measurement: '', part: '', startedAt: new Date(0) };
  #shownStep: PartCycle['step'] = 'idle';
  #hasRun = false;
  #isHalted = false;
  #heartbeat = 0;

  constructor(
    library: OpcUa,
    space: AddressSpace,
    names: VisionSystemNames,
    cycle: PartCycle,
    failed: (error: unknown) => void,
  ) {
    this.#library = library;
    this.#space = space;
    this.#names = names;
    this.#cycle = cycle;
    this.#own = space.registerNamespace(OWN);
    const vision = this.#visionIndex;
    const type = space.findObjectType('VisionSystemType', vision);
    const { server } = space.rootFolder.objects;
    if (type === null) throw new RangeError('the nodes of Machine Vision are not loaded');
    this.#system = type.instantiate({
      browseName: names.name,
      nodeId: `s=${names.name}`,
      namespace: this.#own,
      organizedBy: space.rootFolder.objects,
      notifierOf: server,
      eventNotifier: 1,
      optionals: [
        'ResultManagement',
        'ResultManagement.Results',
        'VisionStateMachine.AutomaticModeStateMachine',
      ],
    });
    const { promoteToStateMachine } = library;
    this.#machine = promoteToStateMachine(this.#find(this.#system, 'VisionStateMachine'));
    this.#automatic = promoteToStateMachine(this.#find(this.#machine, 'AutomaticModeStateMachine'));
    const management = this.#find(this.#system, 'ResultManagement');
    this.#latest = this.#createLatest(this.#find(management, 'Results'));
    this.#plain = this.#own.addObject({
      browseName: 'Inspection',
      nodeId: `s=${names.name}.Inspection`,
      componentOf: this.#system,
    });
    this.#bindMethods(management);
    this.#addPlainMethods();
    this.#failed = failed;
    this.#showLatest();
    cycle.watch(() => this.#show());
    this.#show();
  }

  /** Called twice a second: a client that sees no change knows that the station is gone. */
  beat(): void {
    this.#heartbeat = (this.#heartbeat + 1) % 2 ** 16;
    this.#show();
  }

  /** The station stops: nothing is started any more, and no result stands. */
  halt(): void {
    this.#isHalted = true;
    this.#cycle.fail(faultNumbers.other);
    this.#cycle.acknowledge();
    this.#show();
  }

  get #visionIndex(): number {
    return this.#space.getNamespaceIndex(MACHINE_VISION);
  }

  get #isReady(): boolean {
    return !this.#isHalted && this.#cycle.isAble && this.#cycle.step !== 'busy';
  }

  /** Starts a job. @returns its id; null if none can be started now. */
  #start(part: string, measurement = ''): string | null {
    if (this.#isHalted) return null;
    const refusal = this.#cycle.step === 'busy' ? 'busy' : this.#cycle.isAble ? null : 'down';
    if (refusal !== null) {
      this.#cycle.refuse(refusal);
      return null;
    }
    // Who asks for the next part has no use for the result of the last one.
    this.#cycle.acknowledge();
    this.#job = { id: randomUUID(), measurement, part, startedAt: new Date() };
    this.#cycle.start(part);
    return this.#job.id;
  }

  /** Whatever cannot be shown is a fault, but not of the part, which is decided all the same. */
  #show(): void {
    try {
      this.#showNow();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Writes what the cycle tells into the nodes, and raises events. */
  #showNow(): void {
    const { step } = this.#cycle;
    this.#showPlain();
    if (step !== this.#shownStep) {
      this.#shownStep = step;
      if (step === 'done') this.#tellResult();
      else this.#showLatest();
      if (step === 'busy')
        this.#raise('JobStartedEventType', { jobId: this.#id('JobId', this.#job.id) });
    }
    this.#showStates();
  }

  #showStates(): void {
    const { isAble, step } = this.#cycle;
    this.#hasRun ||= isAble;
    // A camera that fails during a job fails the job: that is told first.
    const isOperational = !this.#isHalted && (isAble || step === 'busy');
    const resting = this.#hasRun ? 'Error' : 'Preoperational';
    const state = isOperational ? 'Operational' : this.#isHalted ? 'Halted' : resting;
    if (this.#isIn(this.#machine, state) && !isOperational) return;
    this.#move(this.#machine, state);
    if (!isOperational) {
      this.#automatic.setState(null);
      return;
    }
    if (this.#automatic.getCurrentState() === null) this.#move(this.#automatic, 'Initialized');
    const mode = step === 'busy' ? 'SingleExecution' : 'Ready';
    if (this.#isIn(this.#automatic, mode)) return;
    this.#move(this.#automatic, mode);
    if (mode === 'Ready') this.#raise('ReadyEventType', { jobId: this.#id('JobId', this.#job.id) });
  }

  #isIn(machine: UAStateMachineEx, state: string): boolean {
    return machine.currentStateNode?.browseName.name === state;
  }

  /** Several transitions may lead there: one that a client asked for has no "Auto" in its name. */
  #move(machine: UAStateMachineEx, state: string): void {
    if (this.#isIn(machine, state)) return;
    const isAsked = state === 'SingleExecution';
    machine.setState(
      state,
      (transitions) =>
        transitions.find(({ browseName }) => browseName.name?.endsWith('Auto') === !isAsked) ??
        transitions[0],
    );
  }

  #showPlain(): void {
    const { step, result, fault, triggers, refused, part } = this.#cycle;
    const { DataType } = this.#library;
    const { BadNoData, Good } = this.#library.StatusCodes;
    const set = (name: string, dataType: DataType, value: unknown, status = Good) =>
      this.#variable(name, dataType).setValueFromSource({ dataType, value }, status);
    const status = result === null ? BadNoData : Good;
    set('Ready', DataType.Boolean, this.#isReady);
    set('Busy', DataType.Boolean, step === 'busy');
    set('Done', DataType.Boolean, step === 'done');
    set('Result', DataType.UInt16, resultNumber(result));
    set('Fault', DataType.UInt16, fault);
    set('Job', DataType.String, step === 'idle' ? '' : this.#job.id);
    set('Part', DataType.String, part);
    set('Decision', DataType.UInt32, (result?.id ?? 0) % 2 ** 32, status);
    set('Score', DataType.Double, result?.score ?? 0, status);
    set('Threshold', DataType.Double, result?.threshold ?? 0, status);
    set('Milliseconds', DataType.Double, result?.ms ?? 0, status);
    set('Triggers', DataType.UInt32, triggers);
    set('Refused', DataType.UInt32, refused);
    set('Heartbeat', DataType.UInt16, this.#heartbeat);
  }

  #variable(name: string, dataType: DataType): UAVariable {
    const known = this.#variables.get(name);
    if (known !== undefined) return known;
    const added = this.#own.addVariable({
      browseName: name,
      nodeId: `s=${this.#names.name}.Inspection.${name}`,
      componentOf: this.#plain,
      dataType,
      accessLevel: 'CurrentRead',
    });
    this.#variables.set(name, added);
    return added;
  }

  /** The result of the job, or that there is none yet, as one structure and its parts. */
  #showLatest(fields = this.#resultFields()): ExtensionObject {
    const values: Record<string, unknown> = {};
    for (const [name, { value }] of Object.entries(fields)) values[name] = value;
    const structure = this.#structure('ResultDataType', values);
    this.#latest.setValueFromSource(structure);
    return structure.value;
  }

  /** A job has ended, with a verdict or without one. */
  #tellResult(): void {
    const fields = this.#resultFields();
    this.#keep(this.#job.id, this.#showLatest(fields));
    this.#raise('ResultReadyEventType', fields);
  }

  #resultFields(): Record<string, VariantLike> {
    const { DataType, VariantArrayType } = this.#library;
    const { step, result, fault } = this.#cycle;
    const { id, part, measurement, startedAt } = this.#job;
    const isDone = step === 'done';
    const ended = result === null ? resultStates.failed : resultStates.completed;
    const now = new Date();
    const content = [
      { dataType: DataType.UInt16, value: resultNumber(result) },
      { dataType: DataType.UInt16, value: fault },
      ...(result === null
        ? []
        : [
            { dataType: DataType.Double, value: result.score },
            { dataType: DataType.Double, value: result.threshold },
            { dataType: DataType.UInt32, value: result.id % 2 ** 32 },
          ]),
    ].map((one) => new this.#library.Variant(one));
    return {
      resultId: this.#id('ResultId', id),
      isPartial: { dataType: DataType.Boolean, value: false },
      resultState: { dataType: DataType.Int32, value: isDone ? ended : resultStates.undefined },
      measId: this.#id('MeasId', measurement),
      partId: this.#id('PartId', part),
      internalRecipeId: this.#id('RecipeIdInternal', result?.model ?? ''),
      productId: this.#id('ProductId', this.#names.product),
      internalConfigurationId: this.#id('ConfigurationId', this.#names.name),
      jobId: this.#id('JobId', id),
      creationTime: { dataType: DataType.DateTime, value: now },
      processingTimes: this.#structure('ProcessingTimesDataType', {
        startTime: startedAt,
        endTime: now,
      }),
      resultContent: {
        dataType: DataType.Variant,
        arrayType: VariantArrayType.Array,
        value: content,
      },
    };
  }

  #keep(id: string, result: ExtensionObject): void {
    this.#results.set(id, result);
    const [oldest] = this.#results.keys();
    if (this.#results.size > KEPT_RESULTS) this.#results.delete(oldest);
  }

  #raise(type: string, fields: Record<string, VariantLike>): void {
    const eventType = this.#space.findEventType(type, this.#visionIndex);
    if (eventType === null) throw new RangeError(`there is no event ${type}`);
    this.#system.raiseEvent(eventType, {
      ...fields,
      message: { dataType: 'LocalizedText', value: { text: `${this.#names.name}: ${type}` } },
    });
  }

  /** A structure of Machine Vision as a value. */
  #structure(type: string, fields: Record<string, unknown>) {
    const dataType = this.#space.findDataType(type, this.#visionIndex);
    if (dataType === null) throw new RangeError(`there is no type ${type}`);
    const value = this.#space.constructExtensionObject(dataType, fields);
    return { dataType: this.#library.DataType.ExtensionObject, value } as const;
  }

  #id(kind: string, id: string) {
    return this.#structure(`${kind}DataType`, { id });
  }

  #createLatest(folder: UAObject): UAVariable {
    const type = this.#space.findVariableType('ResultType', this.#visionIndex);
    if (type === null) throw new RangeError('there is no type of results');
    return type.instantiate({
      browseName: 'Latest',
      nodeId: `s=${this.#names.name}.Latest`,
      namespace: this.#own,
      componentOf: folder,
      optionals: ['MeasId', 'PartId', 'ProductId', 'ProcessingTimes', 'ResultContent'],
    });
  }

  #bindMethods(management: UAObject): void {
    const { DataType, StatusCodes } = this.#library;
    const done: VariantLike = { dataType: DataType.Int32, value: 0 };
    const bind = (
      owner: UAObject,
      name: string,
      answer: (inputs: Variant[]) => CallMethodResultOptions,
    ) => {
      const method = owner.getMethodByName(name, this.#visionIndex);
      if (method === null) throw new RangeError(`there is no method ${name}`);
      bindAnswer(method, answer);
    };
    bind(this.#automatic, 'StartSingleJob', ([measurement, part, recipe, product]) => {
      const isOther = (id: string) => id !== '' && id !== this.#names.product;
      if (isOther(idOf(recipe)) || isOther(idOf(product)))
        return { statusCode: StatusCodes.BadInvalidArgument };
      const job = this.#start(idOf(part), idOf(measurement));
      if (job === null) return { statusCode: StatusCodes.BadInvalidState };
      return { statusCode: StatusCodes.Good, outputArguments: [this.#id('JobId', job), done] };
    });
    bind(management, 'GetResultById', ([id]) => {
      const result = this.#results.get(idOf(id));
      if (result === undefined) return { statusCode: StatusCodes.BadNotFound };
      const handle = { dataType: DataType.UInt32, value: 0 };
      const structure = { dataType: DataType.ExtensionObject, value: result };
      return { statusCode: StatusCodes.Good, outputArguments: [handle, structure, done] };
    });
    const absent: readonly (readonly [UAObject, string])[] = [
      ...(['Halt', 'Reset'] as const).map((name) => [this.#machine, name] as const),
      ...(['StartContinuous', 'Stop', 'Abort'] as const).map(
        (name) => [this.#automatic, name] as const,
      ),
      ...(['GetResultComponentsById', 'GetResultListFiltered'] as const).map(
        (name) => [management, name] as const,
      ),
    ];
    for (const [owner, name] of absent)
      bind(owner, name, () => ({ statusCode: StatusCodes.BadNotSupported }));
  }

  #addPlainMethods(): void {
    const { DataType, StatusCodes } = this.#library;
    const { name } = this.#names;
    const start = this.#own.addMethod(this.#plain, {
      browseName: 'Start',
      nodeId: `s=${name}.Inspection.Start`,
      inputArguments: [{ name: 'Part', dataType: DataType.String }],
      outputArguments: [{ name: 'Job', dataType: DataType.String }],
    });
    bindAnswer(start, ([part]) => {
      const job = this.#start(textOf(part.value));
      if (job === null) return { statusCode: StatusCodes.BadInvalidState };
      const output = { dataType: DataType.String, value: job };
      return { statusCode: StatusCodes.Good, outputArguments: [output] };
    });
    const acknowledge = this.#own.addMethod(this.#plain, {
      browseName: 'Acknowledge',
      nodeId: `s=${name}.Inspection.Acknowledge`,
    });
    bindAnswer(acknowledge, () => {
      this.#cycle.acknowledge();
      return { statusCode: StatusCodes.Good };
    });
  }

  #find(owner: UAObject, name: string): UAObject {
    const found = owner.getComponentByName(name, this.#visionIndex);
    if (found === null) throw new RangeError(`there is no ${name}`);
    return found as UAObject;
  }
}

function bindAnswer(
  method: UAMethod,
  answer: (inputs: Variant[]) => CallMethodResultOptions,
): void {
  method.bindMethod((inputs, _context, done) => done(null, answer(inputs)));
}

/** The id that a structure of Machine Vision holds; empty if a client has none. */
function idOf({ value }: Variant): string {
  const held: unknown = value;
  return typeof held === 'object' && held !== null && 'id' in held ? textOf(held.id) : '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

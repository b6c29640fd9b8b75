import { NominalError } from '../../errors/index.ts';
import { type GraphProto, GraphBuilder, TensorProto_DataType } from '../onnx/index.ts';

type Node = GraphProto['node'][number];

const { FLOAT, FLOAT16, BFLOAT16, DOUBLE } = TensorProto_DataType;

/** Floating-point types other than float32 that can be cast to it. */
const castable: ReadonlySet<number> = new Set([FLOAT16, BFLOAT16, DOUBLE]);

/**
 * Gives a network that computes in float16, bfloat16 or float64 float32 inputs and outputs (in place): a
 * Cast after its input, and one after each tap. Input and taps keep their names. From Node.js 24 on, ONNX
 * Runtime exchanges float16 as Float16Array instead of raw bits, and there is no array for bfloat16; so
 * neither type may cross the boundary of a graph.
 *
 * @param taps tensors of the graph.
 * @throws NominalError BACKBONE_INVALID for an input of another type, such as uint8, whose meaning is unknown.
 */
export function castToFloat(graph: GraphProto, taps: readonly string[]): void {
  const initializers = new Set(graph.initializer.map(({ name }) => name));
  const inputs = graph.input.filter(({ name }) => !initializers.has(name));
  for (const { name, type } of inputs) {
    if (type?.value.case !== 'tensorType') continue;
    const tensor = type.value.value;
    // Other tensors than images, such as an ensemble's patch grid, stay as they are.
    if (tensor.elemType === FLOAT || tensor.shape?.dim.length !== 4) continue;
    if (!castable.has(tensor.elemType)) throw unknownInput(name, tensor.elemType);
    castInput(graph, name, tensor.elemType);
    tensor.elemType = FLOAT;
  }
  if (!hasOtherFloats(graph)) return;
  for (const tap of new Set(taps)) castTap(graph, tap);
}

/** ONNX's name of an element type, such as "float16". */
export function typeName(type: number): string {
  const [name] = Object.entries(TensorProto_DataType).find(([, value]) => value === type) ?? [];
  return name?.toLowerCase() ?? `type ${type}`;
}

function castInput(graph: GraphProto, input: string, type: number): void {
  const cast = `nominal/${typeName(type)}/${input}`;
  rename(graph, input, cast);
  const rest = graph.node;
  graph.node = [];
  new GraphBuilder(graph, 'nominal/cast').node('Cast', [input], { to: type }, cast);
  graph.node.push(...rest);
}

function castTap(graph: GraphProto, tap: string): void {
  const producer = graph.node.find(({ output }) => output.includes(tap));
  // A network that was imported before already has its casts.
  if (producer === undefined || castsTo(producer) === FLOAT) return;
  const given = `nominal/uncast/${tap}`;
  rename(graph, tap, given);
  for (const node of graph.node) {
    node.output = node.output.map((name) => (name === tap ? given : name));
  }
  new GraphBuilder(graph, 'nominal/cast').node('Cast', [given], { to: FLOAT }, tap);
  // The node that produced the tap may be named after it.
  graph.node[graph.node.length - 1].name = `nominal/cast/${tap}`;
  // The recorded type is the one from before the cast.
  graph.valueInfo = graph.valueInfo.filter(({ name }) => name !== tap);
}

function rename(graph: GraphProto, from: string, to: string): void {
  for (const node of graph.node) {
    node.input = node.input.map((name) => (name === from ? to : name));
  }
}

/** Whether the graph computes anything in another float type; without one, casts are useless. */
function hasOtherFloats({ initializer, node }: GraphProto): boolean {
  const isOther = (type: number | undefined) => type !== undefined && castable.has(type);
  return (
    initializer.some(({ dataType }) => isOther(dataType)) ||
    node.some((one) => isOther(castsTo(one)) || one.attribute.some(({ t }) => isOther(t?.dataType)))
  );
}

/** The output type of a Cast node. */
function castsTo({ opType, attribute }: Node): number | undefined {
  const to = opType === 'Cast' ? attribute.find(({ name }) => name === 'to') : undefined;
  return to === undefined ? undefined : Number(to.i);
}

function unknownInput(name: string, type: number): NominalError {
  return new NominalError('BACKBONE_INVALID', {
    what: `the input ${name} of the network is of type ${typeName(type)}`,
    expected: 'float32, or float16, bfloat16 or float64, which can be cast',
    received: typeName(type),
    remedy: 'Export the network with an input of normalized float32 pixels',
    details: { input: name, type: typeName(type) },
  });
}

/** Bytes of a message of quality of service 1 on its way, as brokers count them against their limit. */
export function mqttPacketBytes(topic: string, body: string): number {
  // Two of the topic's length, two of the message's number, one of its (no) properties.
  const rest = 2 + Buffer.byteLength(topic) + 2 + 1 + Buffer.byteLength(body);
  const lengthBytes = rest < 128 ? 1 : rest < 16_384 ? 2 : rest < 2_097_152 ? 3 : 4;
  return 1 + lengthBytes + rest;
}

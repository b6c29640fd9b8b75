import type * as nodeOpcUa from 'node-opcua';
import { NominalError } from 'nominal-vision/internal/errors';

/** What node-opcua offers. */
export type OpcUa = typeof nodeOpcUa;

/** @throws NominalError `PACKAGE_MISSING`. */
export async function loadOpcUa(): Promise<OpcUa> {
  try {
    const library = await import('node-opcua');
    // It writes to standard error, in many lines; what matters is reported by the server.
    const silent = () => undefined;
    library.setWarningLogger(silent);
    library.setErrorLogger(silent);
    return library;
  } catch (cause) {
    throw new NominalError('PACKAGE_MISSING', {
      reason: 'packageMissing',
      what: 'a camera that is triggered over OPC UA needs the package node-opcua, which is not installed',
      remedy: 'Run "npm install node-opcua" where nominal-vision is installed',
      cause,
      details: { package: 'node-opcua' },
    });
  }
}

/** How one error code is presented: the HTTP status of the server and the exit code of the command line. */
export interface ErrorEntry {
  /** HTTP status code of the station's response. */
  readonly httpStatus: number;
  /** Exit code of the command line; 0 and 1 are verdicts, so errors start at 2. */
  readonly exitCode: number;
  /** One line that names the class of failure; the message of an instance states what was expected and received, and the remedy. */
  readonly summary: string;
  /**
   * `input` if the image or message itself is at fault, so that another attempt would fail again. All
   * other failures may pass: a source keeps the image and tries again later.
   */
  readonly blames?: 'input';
}

/** Every error a user can meet. Code that handles an error branches on the code, never on a message. */
export const errorCodes = {
  CONFIG_INVALID: {
    httpStatus: 400,
    exitCode: 2,
    summary: 'An option or configuration value is not allowed.',
  },
  INPUT_NOT_FOUND: {
    httpStatus: 404,
    exitCode: 3,
    summary: 'A named file or folder does not exist, or a pattern matches nothing.',
  },
  INPUT_EMPTY: { httpStatus: 400, exitCode: 3, summary: 'A folder or list contains no image.' },
  TOO_FEW_IMAGES: {
    httpStatus: 400,
    exitCode: 3,
    summary: 'There are fewer images than the step needs.',
  },
  DATASET_LAYOUT: {
    httpStatus: 400,
    exitCode: 3,
    summary: 'A folder is not laid out like a data set that can be read.',
  },
  IMAGE_UNREADABLE: {
    httpStatus: 422,
    exitCode: 4,
    summary: 'An image is damaged, cut short, or not an image.',
    blames: 'input',
  },
  IMAGE_UNSUPPORTED: {
    httpStatus: 415,
    exitCode: 4,
    summary: 'An image has an unsupported format, compression or depth; it may be intact.',
    blames: 'input',
  },
  IMAGE_TOO_LARGE: {
    httpStatus: 413,
    exitCode: 4,
    summary: 'An image has more pixels or bytes than the limit.',
    blames: 'input',
  },
  IMAGE_TOO_SMALL: {
    httpStatus: 422,
    exitCode: 4,
    summary: 'An image has fewer pixels than can be inspected.',
    blames: 'input',
  },
  ROI_INVALID: {
    httpStatus: 400,
    exitCode: 2,
    summary: 'A file with a region of interest cannot be used.',
  },
  ROI_MISMATCH: {
    httpStatus: 422,
    exitCode: 4,
    summary:
      'An image does not have the size of the image that the region of interest was drawn on, or shows nothing of the region.',
    blames: 'input',
  },
  NO_SCORE: {
    httpStatus: 422,
    exitCode: 5,
    summary: 'The score of an image is not a finite number, so there is no verdict.',
  },
  MODEL_DAMAGED: {
    httpStatus: 422,
    exitCode: 5,
    summary: 'A model file is cut short, changed, or not a model file.',
  },
  MODEL_TOO_NEW: {
    httpStatus: 422,
    exitCode: 5,
    summary: 'A model file was written by a newer version.',
  },
  BACKBONE_NOT_FOUND: { httpStatus: 404, exitCode: 6, summary: 'A backbone was not found.' },
  BACKBONE_INVALID: {
    httpStatus: 422,
    exitCode: 6,
    summary: 'A backbone file or its manifest cannot be used.',
  },
  BACKBONE_MISMATCH: {
    httpStatus: 409,
    exitCode: 6,
    summary: 'A backbone is not the one that the model was fitted with.',
  },
  DOWNLOAD_FAILED: {
    httpStatus: 502,
    exitCode: 6,
    summary: 'A file could not be fetched from the network.',
  },
  DEVICE_UNAVAILABLE: {
    httpStatus: 501,
    exitCode: 6,
    summary: 'ONNX Runtime on this machine cannot use the named device.',
  },
  EXPORT_UNSUPPORTED: {
    httpStatus: 422,
    exitCode: 5,
    summary: 'A model cannot be written in the requested format.',
  },
  IMPORT_UNSUPPORTED: {
    httpStatus: 422,
    exitCode: 5,
    summary: 'A model of another program cannot be converted.',
  },
  EXPORT_DAMAGED: {
    httpStatus: 422,
    exitCode: 5,
    summary: 'An exported file is damaged, was not written by nominal, or yields wrong results.',
  },
  OUTPUT_FAILED: { httpStatus: 507, exitCode: 7, summary: 'A file could not be written.' },
  STORE_FAILED: {
    httpStatus: 500,
    exitCode: 8,
    summary: "The station's data folder or database cannot be opened or written.",
  },
  STORE_UNAVAILABLE: {
    httpStatus: 503,
    exitCode: 8,
    summary: "The station's database does not respond.",
  },
  STORE_CONFLICT: {
    httpStatus: 409,
    exitCode: 8,
    summary: 'A record contradicts the content of the database; another attempt would fail, too.',
  },
  STORE_IN_USE: {
    httpStatus: 503,
    exitCode: 8,
    summary: 'Another station is using the data folder or the database.',
  },
  STORE_TOO_NEW: {
    httpStatus: 500,
    exitCode: 8,
    summary: "The station's data folder was written by a newer version.",
  },
  ADDRESS_IN_USE: {
    httpStatus: 500,
    exitCode: 9,
    summary: 'The station cannot listen at the address.',
  },
  NOT_FOUND: {
    httpStatus: 404,
    exitCode: 10,
    summary: 'The station has nothing of this name or number.',
  },
  CONFLICT: {
    httpStatus: 409,
    exitCode: 10,
    summary:
      'The request conflicts with the present state of the station, or another program has changed the model file in the meantime.',
  },
  UNAUTHORIZED: {
    httpStatus: 401,
    exitCode: 10,
    summary: 'A request has no valid token.',
  },
  FORBIDDEN: {
    httpStatus: 403,
    exitCode: 10,
    summary:
      "The scope of a request's token is too small, or the request comes from a foreign page.",
  },
  QUEUE_FULL: {
    httpStatus: 429,
    exitCode: 10,
    summary: 'Too much work is waiting; the response states when to try again.',
  },
  RATE_LIMITED: {
    httpStatus: 429,
    exitCode: 10,
    summary: 'One address has sent more requests than the station accepts.',
  },
  STOPPING: {
    httpStatus: 503,
    exitCode: 10,
    summary: 'The station is stopping and accepts no new work.',
  },
  WORKER_FAILED: {
    httpStatus: 500,
    exitCode: 10,
    summary: 'A process that inspects or fits ended unexpectedly, and again on a second attempt.',
  },
  INSPECTION_TIMEOUT: {
    httpStatus: 504,
    exitCode: 10,
    summary: 'The process that inspects got stuck with an image, and again on a second attempt.',
  },
  NOT_READY: {
    httpStatus: 503,
    exitCode: 10,
    summary: 'The station cannot inspect at the moment; the message says why.',
  },
  CONNECTION_FAILED: {
    httpStatus: 503,
    exitCode: 10,
    summary: 'A broker or a receiver cannot be reached, or refuses.',
  },
  SOURCE_SILENT: {
    httpStatus: 503,
    exitCode: 10,
    summary: 'Nothing came from a source while a test picture was waited for.',
  },
  CAMERA_ENDED: {
    httpStatus: 503,
    exitCode: 10,
    summary: 'The program of a camera cannot be started, or has ended; it is started again.',
  },
  CAMERA_SILENT: {
    httpStatus: 503,
    exitCode: 10,
    summary: 'The program of a camera writes no frames; it is ended and started again.',
  },
  CAMERA_FRAME_INVALID: {
    httpStatus: 503,
    exitCode: 10,
    summary:
      'The program of a camera has written something other than whole frames of the stated kind and size; it is started again.',
  },
  CAMERA_TOO_FAST: {
    httpStatus: 503,
    exitCode: 10,
    summary:
      'A camera delivers more frames than can be inspected; those that come meanwhile are dropped.',
  },
  CAMERA_DOWN: {
    httpStatus: 503,
    exitCode: 10,
    summary:
      'A trigger came while the program of a camera did not run or deliver; its part is not inspected.',
  },
  TRIGGER_WITHOUT_FRAME: {
    httpStatus: 504,
    exitCode: 10,
    summary: 'No frame came in time after a trigger.',
  },
  FRAME_WITHOUT_TRIGGER: {
    httpStatus: 409,
    exitCode: 10,
    summary: 'A triggered camera has delivered a frame that no trigger asked for; it is dropped.',
  },
  TRIGGER_WHILE_BUSY: {
    httpStatus: 409,
    exitCode: 10,
    summary: 'A trigger came before the part of the last one was decided; it is refused.',
  },
  CLIENT_REFUSED: {
    httpStatus: 401,
    exitCode: 10,
    summary:
      'A client of the OPC UA server was refused: its certificate is not trusted, or its name or password is wrong.',
  },
  DEADLINE_MISSED: {
    httpStatus: 504,
    exitCode: 10,
    summary: 'The decision on a part came later than its line can wait.',
  },
  FLEET_UNREACHABLE: {
    httpStatus: 503,
    exitCode: 11,
    summary: 'NATS cannot be reached, or does not answer in time.',
  },
  FLEET_DENIED: {
    httpStatus: 502,
    exitCode: 11,
    summary: 'NATS does not accept the credentials, or they do not permit the operation.',
  },
  FLEET_NOT_SET_UP: {
    httpStatus: 503,
    exitCode: 11,
    summary: 'NATS has no such fleet: its streams are missing, or JetStream is off.',
  },
  FLEET_PROTOCOL: {
    httpStatus: 502,
    exitCode: 11,
    summary: 'Two programs of a fleet speak different versions of its protocol.',
  },
  FLEET_FULL: {
    httpStatus: 429,
    exitCode: 11,
    summary: 'A stream of the fleet is full and accepts nothing more.',
  },
  FLEET_TIMEOUT: {
    httpStatus: 504,
    exitCode: 11,
    summary: 'No worker of the fleet has responded in time.',
  },
  UNKNOWN_PRODUCT: {
    httpStatus: 404,
    exitCode: 11,
    summary: 'The fleet has no model for a product.',
  },
  REQUEST_INVALID: {
    httpStatus: 400,
    exitCode: 11,
    summary: 'A request to the station, or a message of the fleet or of a source, is malformed.',
    blames: 'input',
  },
  REQUEST_TOO_LARGE: {
    httpStatus: 413,
    exitCode: 10,
    summary: 'A request contains more bytes, files or fields than the station accepts.',
    blames: 'input',
  },
  CLOSED: {
    httpStatus: 409,
    exitCode: 10,
    summary: 'A detector or a family was used after it was closed.',
  },
  CANCELLED: { httpStatus: 499, exitCode: 130, summary: 'The work was cancelled.' },
  PACKAGE_MISSING: {
    httpStatus: 501,
    exitCode: 2,
    summary: 'The requested part of nominal is in a package that is not installed.',
  },
  INTERNAL: { httpStatus: 500, exitCode: 70, summary: 'A programming mistake in nominal.' },
} as const satisfies Record<string, ErrorEntry>;

/** The name of one entry of {@link errorCodes}. */
export type ErrorCode = keyof typeof errorCodes;

/** Whether an error of this code is the fault of the image or message itself. */
export function blamesInput(code: ErrorCode): boolean {
  const entry: ErrorEntry = errorCodes[code];
  return entry.blames === 'input';
}

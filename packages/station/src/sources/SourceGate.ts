import type { StationConfig } from '../config/index.ts';
import type { AdmissionGate } from '../inspect/AdmissionGate.ts';
import type { InspectionDesk } from '../inspect/InspectionDesk.ts';
import type { MemoryBudget } from '../memory/MemoryBudget.ts';
import type { StationMetrics } from '../metrics/StationMetrics.ts';
import type { Report } from '../Report.ts';
import type { Store, Tables } from '../store/index.ts';
import type { SuspectImages } from './SuspectImages.ts';

/** What a source needs of the station: the way in for its images, and where it says what failed. */
export interface SourceGate {
  readonly config: Pick<StationConfig, 'maxImageBytes' | 'memoryBytes' | 'inspectWorkers'>;
  readonly store: Pick<Tables, 'products' | 'models' | 'inspections' | 'audit'> &
    Pick<Store, 'folder'>;
  readonly gate: Pick<AdmissionGate, 'enter'>;
  readonly memory: Pick<MemoryBudget, 'use'>;
  readonly desk: Pick<
    InspectionDesk,
    'keep' | 'inspectStored' | 'inspectFrame' | 'refuse' | 'stamp'
  >;
  readonly suspects: Pick<SuspectImages, 'inspect'>;
  readonly metrics: Pick<StationMetrics, 'parts'>;
  readonly report: Report;
}

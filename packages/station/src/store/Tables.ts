import { AlarmTable } from './AlarmTable.ts';
import { AuditTable } from './AuditTable.ts';
import { BinTable } from './BinTable.ts';
import { EndpointTable } from './EndpointTable.ts';
import { OutboxTable } from './OutboxTable.ts';
import { InspectionTable } from './InspectionTable.ts';
import { JobTable } from './JobTable.ts';
import { ModelTable } from './ModelTable.ts';
import { ProductTable } from './ProductTable.ts';
import type { Sql } from './Sql.ts';
import { RefusalTable } from './RefusalTable.ts';
import { SettingTable } from './SettingTable.ts';
import { ShiftTable } from './ShiftTable.ts';
import { TestImageTable } from './TestImageTable.ts';
import { TokenTable } from './TokenTable.ts';

/** The tables of a station's database: of the database itself, or as one transaction sees them. */
export class Tables {
  readonly products: ProductTable;
  readonly models: ModelTable;
  readonly inspections: InspectionTable;
  readonly jobs: JobTable;
  readonly tokens: TokenTable;
  readonly audit: AuditTable;
  readonly outbox: OutboxTable;
  readonly alarms: AlarmTable;
  readonly shifts: ShiftTable;
  readonly testImages: TestImageTable;
  readonly bin: BinTable;
  readonly endpoints: EndpointTable;
  readonly refusals: RefusalTable;
  readonly settings: SettingTable;

  constructor(sql: Sql) {
    this.products = new ProductTable(sql);
    this.models = new ModelTable(sql);
    this.inspections = new InspectionTable(sql);
    this.jobs = new JobTable(sql);
    this.tokens = new TokenTable(sql);
    this.audit = new AuditTable(sql);
    this.outbox = new OutboxTable(sql);
    this.alarms = new AlarmTable(sql);
    this.shifts = new ShiftTable(sql);
    this.testImages = new TestImageTable(sql);
    this.bin = new BinTable(sql);
    this.endpoints = new EndpointTable(sql);
    this.refusals = new RefusalTable(sql);
    this.settings = new SettingTable(sql);
  }
}

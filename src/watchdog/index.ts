export { giveParentSigns, giveSigns, type SignOfLife, watchProcess } from './signsOfLife.ts';
export { PATIENT_SILENCE_MS, Watchdog } from './Watchdog.ts';

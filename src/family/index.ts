export {
  Family,
  type FamilyInspection,
  type FamilyInspectionJson,
  type FamilyOptions,
  type RoutedImage,
} from './Family.ts';
export { type FamilyRouter, modelFileOf, ROUTER_FILE, unknownSupport } from './FamilyRouter.ts';
export { type FamilyJob, type FamilyProduct, fitFamily } from './fitFamily.ts';
export { openRouting, type Routing } from './openRouting.ts';

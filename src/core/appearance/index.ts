export {
  type Appearance,
  appearanceOf,
  type AppearanceTrait,
  appearanceTraits,
} from './Appearance.ts';
export {
  type ImageChange,
  imageChanges,
  LATEST_IMAGES,
  LatestAppearance,
  type LikelyCause,
} from './LatestAppearance.ts';
export {
  cellsOf,
  deviationFrom,
  joinAppearance,
  type UsualAppearance,
  usualAppearance,
} from './UsualAppearance.ts';

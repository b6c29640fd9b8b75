import fc from 'fast-check';

/**
 * Property tests draw the same values in every run, so that only a change of the code can break them.
 * `NOMINAL_PROPERTY_SEED=2 npm test` looks elsewhere; fast-check names the seed of what it finds.
 */
fc.configureGlobal({ seed: Number(process.env.NOMINAL_PROPERTY_SEED ?? 1) });

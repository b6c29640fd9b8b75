export { centerRows, reduceRows, searchBlock, setSearch } from './nearestRows';

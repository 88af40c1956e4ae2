import { memoryCounters } from '../support/memory-counters';
import { countersContract, keptCountersContract } from './counters-contract';
import { openEmpty } from './embedded-opened';

countersContract('memory', (work) => work(memoryCounters()));
countersContract('embedded', async (work) => {
  const { store, cleanup } = await openEmpty();
  await work(store.counters).finally(cleanup);
});
keptCountersContract('embedded', openEmpty);

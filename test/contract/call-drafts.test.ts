import { memoryCallDrafts } from '../support/memory-call-drafts';
import { callDraftContract, callDraftLifeContract } from './call-drafts-contract';
import { openEmpty } from './embedded-opened';

callDraftContract('memory', (work) => work(memoryCallDrafts()));
callDraftContract('embedded', async (work) => {
  const { store, cleanup } = await openEmpty();
  await work(store.callDrafts).finally(cleanup);
});
callDraftLifeContract('embedded', openEmpty);

import { openEmpty } from './embedded-opened';
import { threadsContract } from './threads-contract';

threadsContract('embedded', openEmpty);

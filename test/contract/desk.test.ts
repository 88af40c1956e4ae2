import { deskContract } from './desk-contract';
import { openEmpty } from './embedded-opened';

deskContract('embedded', openEmpty);

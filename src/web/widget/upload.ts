import { errorCode } from './session';
import type { OutgoingActivity } from './activity';

export type UploadResult = { kind: 'sent' } | { kind: 'cancelled' } | { kind: 'network' } | { kind: 'refused'; status: number; code: string };

export type Upload = { cancel(): void; done: Promise<UploadResult> };

type Request = {
  url: string;
  token: string;
  activity: OutgoingActivity;
  files: File[];
  /** 0 to 100, of the bytes that left this device. */
  onProgress: (percent: number) => void;
};

/** Sends one message and its files, as Direct Line expects them. XMLHttpRequest: fetch does not tell upload progress. */
export function upload({ url, token, activity, files, onProgress }: Request): Upload {
  const xhr = new XMLHttpRequest();
  const done = new Promise<UploadResult>((resolve) => {
    xhr.upload.onprogress = (event): void => {
      if (event.lengthComputable) onProgress(Math.round((event.loaded / event.total) * 100));
    };
    xhr.onload = (): void => resolve(xhr.status < 300 ? { kind: 'sent' } : { kind: 'refused', status: xhr.status, code: codeOf(xhr.responseText) });
    xhr.onerror = (): void => resolve({ kind: 'network' });
    xhr.ontimeout = xhr.onerror;
    xhr.onabort = (): void => resolve({ kind: 'cancelled' });
  });
  xhr.open('POST', url);
  xhr.setRequestHeader('Authorization', `Bearer ${token}`);
  xhr.send(formOf(activity, files));
  return { cancel: () => xhr.abort(), done };
}

function formOf(activity: OutgoingActivity, files: File[]): FormData {
  const form = new FormData();
  form.append('activity', new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }), 'activity.json');
  for (const file of files) form.append('file', file, file.name);
  return form;
}

function codeOf(body: string): string {
  try {
    return errorCode(JSON.parse(body));
  } catch {
    return '';
  }
}

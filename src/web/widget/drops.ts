const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

/** Files dropped anywhere on `target`; it has the class `survol` while they are over it. */
export function listenDrops(target: HTMLElement, onFiles: (files: File[]) => void): void {
  const over = (isOver: boolean): boolean => target.classList.toggle('survol', isOver);
  target.addEventListener('dragover', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    over(true);
  });
  target.addEventListener('dragleave', (event) => {
    if (!(event.relatedTarget instanceof Node) || !target.contains(event.relatedTarget)) over(false);
  });
  target.addEventListener('drop', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    over(false);
    onFiles(Array.from(event.dataTransfer?.files ?? []));
  });
}

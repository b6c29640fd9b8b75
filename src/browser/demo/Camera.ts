import { element } from './element.ts';

/** The camera of the page: a stream in a video element, from which single frames are taken. */
export class Camera {
  readonly #video = element('video', HTMLVideoElement);

  async start(): Promise<void> {
    this.#video.srcObject = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: 'environment' },
    });
    this.#video.hidden = false;
    await this.#video.play();
  }

  /** The current frame, as a lossless file. */
  async grab(name: string): Promise<File> {
    const { videoWidth, videoHeight } = this.#video;
    const canvas = new OffscreenCanvas(videoWidth, videoHeight);
    canvas.getContext('2d')?.drawImage(this.#video, 0, 0);
    return new File([await canvas.convertToBlob({ type: 'image/png' })], name);
  }
}

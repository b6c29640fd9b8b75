import { useEffect, useRef, useState } from 'preact/hooks';
import { attempt, tell } from '../state.ts';
import { t } from '../t.ts';

/** The browser's camera: a picture at each press. */
export function Camera({ onPicture }: { readonly onPicture: (picture: File) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [stream, setStream] = useState<MediaStream | null>(null);
  useEffect(() => {
    if (video.current !== null) video.current.srcObject = stream;
    return () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, [stream]);
  const start = () =>
    attempt(async () => {
      // Browsers have no camera for pages that come over an open network without TLS.
      if (!window.isSecureContext) throw new Error(t('cameraInsecure'));
      const wanted = { video: { facingMode: 'environment', width: { ideal: 1920 } } };
      setStream(await navigator.mediaDevices.getUserMedia(wanted));
    });
  const take = () => {
    const { current } = video;
    if (current === null) return;
    const canvas = document.createElement('canvas');
    canvas.width = current.videoWidth;
    canvas.height = current.videoHeight;
    canvas.getContext('2d')?.drawImage(current, 0, 0);
    canvas.toBlob(
      (blob) => {
        if (blob === null) tell(new Error(t('cameraFailed')));
        else onPicture(new File([blob], 'camera.jpg', { type: 'image/jpeg' }));
      },
      'image/jpeg',
      0.95,
    );
  };
  if (stream === null) {
    return (
      <button type="button" onClick={() => void start()}>
        {t('camera')}
      </button>
    );
  }
  return (
    <div class="camera">
      <video ref={video} autoplay muted playsInline />
      <div class="buttons">
        <button type="button" class="primary" onClick={take}>
          {t('takePicture')}
        </button>
        <button type="button" onClick={() => setStream(null)}>
          {t('cameraOff')}
        </button>
      </div>
    </div>
  );
}

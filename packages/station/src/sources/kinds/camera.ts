import { cameraSchema } from '../camera/cameraSchema.ts';
import { FramePicker } from '../camera/FramePicker.ts';
import { openMqttTrigger } from '../camera/mqttTrigger.ts';
import { openFreeCamera } from '../camera/openFreeCamera.ts';
import { openPlcTrigger } from '../camera/plcTrigger.ts';
import { TriggeredCamera } from '../camera/TriggeredCamera.ts';
import { TriggeredFrames } from '../camera/TriggeredFrames.ts';
import type { SourceKind } from './SourceKind.ts';

/** A camera. */
export const cameraSource: SourceKind<typeof cameraSchema> = {
  schema: cameraSchema,
  open: async (config, gate) => {
    const { trigger } = config;
    if (trigger.on === 'frame') return openFreeCamera(config, gate, new FramePicker(trigger));
    const camera = new TriggeredCamera(config, gate, new TriggeredFrames(trigger));
    const state = () => camera.monitor.state();
    const picture = (signal: AbortSignal) => camera.picture(signal);
    const times = () => camera.monitor.times;
    const close = () => camera.close();
    if (trigger.on === 'http')
      return { state, picture, times, close, trigger: (request) => camera.trigger(request) };
    const failed = (error: unknown) => camera.monitor.fault(error);
    const stop = await (
      trigger.on === 'mqtt'
        ? openMqttTrigger(trigger, {
            // Its faults are counted by the camera; the verdict goes to the sinks.
            trigger: (text) => camera.triggerBy(text),
            failed,
          })
        : openPlcTrigger({ source: config, trigger, folder: gate.store.folder }, camera, failed)
    ).catch(async (error: unknown) => {
      await close();
      throw error;
    });
    return {
      state,
      picture,
      times,
      close: async () => {
        await close();
        await stop();
      },
    };
  },
};

import { describe, expect, it } from 'vitest';
import { changedConfig, shownConfig, shownUrl } from './secrets.ts';

const source = {
  kind: 'mqtt',
  url: 'mqtts://line:hidden@broker.plant:8883/a?key=hidden',
  password: 'hidden',
  trigger: { on: 'mqtt', url: 'mqtt://x:hidden@y', password: 'hidden', topic: 't' },
};

describe('secrets of sources and sinks', () => {
  it('are not shown, wherever they stand: only that they are there', () => {
    const { config, secrets } = shownConfig(source);
    expect(JSON.stringify(config)).not.toContain('hidden');
    expect(config).toMatchObject({ url: 'mqtts://broker.plant:8883/a?…', trigger: { topic: 't' } });
    expect(secrets).toEqual(['password', 'trigger.password']);
    expect(shownUrl('http://user:pass@mes/hook')).toBe('http://mes/hook');
  });

  it('are not shown in the command of a camera either', () => {
    const command = ['ffmpeg', '-i', 'rtsp://line:hidden@camera/1', '-vf', 'scale=w@x:1'];
    const { config } = shownConfig({ kind: 'camera', command, note: 'see http://x:hidden@y/z' });
    expect(config).toEqual({
      kind: 'camera',
      command: ['ffmpeg', '-i', 'rtsp://…@camera/1', '-vf', 'scale=w@x:1'],
      note: 'see http://…@y/z',
    });
  });

  it('stay if they are not given, are replaced, and taken out by null', () => {
    expect(changedConfig(source, { topic: 'b' })).toEqual({ ...source, topic: 'b' });
    expect(changedConfig(source, { password: 'new' })).toMatchObject({ password: 'new' });
    expect(changedConfig(source, { password: null })).not.toHaveProperty('password');
  });

  it('are not told to another address', () => {
    expect(() => changedConfig(source, { url: 'mqtt://elsewhere' })).toThrow(
      /another address needs its password again/,
    );
    expect(changedConfig(source, { url: 'mqtt://elsewhere', password: 'new' })).toMatchObject({
      password: 'new',
    });
  });
});

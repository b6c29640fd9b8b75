import { useState } from 'preact/hooks';
import { api } from '../api.ts';
import { attempt } from '../state.ts';
import { errorText, moment, t } from '../t.ts';
import type { Sink, TestMessage } from '../types.ts';
import { EndpointsCard } from './EndpointsCard.tsx';

/** Where decisions are sent, and what became of the messages. */
export function SinksCard() {
  return (
    <EndpointsCard<Sink>
      direction="sink"
      show={(sink) => <SinkState key={sink.name} sink={sink} />}
    />
  );
}

function SinkState({ sink }: { readonly sink: Sink }) {
  const { name, config, problem, waiting, failed, delivered, lastDelivered, lastError } = sink;
  const [test, setTest] = useState<TestMessage | null>(null);
  const [isSending, setIsSending] = useState(false);
  const send = async () => {
    setTest(null);
    setIsSending(true);
    await attempt(async () => {
      setTest(await api<TestMessage>(`sinks/${name}/test`, { method: 'POST' }));
    });
    setIsSending(false);
  };
  return (
    <>
      <dl class="endpoint-facts">
        <dt>{t('address')}</dt>
        <dd>{typeof config?.url === 'string' ? config.url : ''}</dd>
        <dt>{t('messagesTaken')}</dt>
        <dd>{delivered}</dd>
        <dt>{t('messagesWaiting')}</dt>
        <dd>{waiting}</dd>
        <dt>{t('messagesGivenUp')}</dt>
        <dd>{failed}</dd>
        {lastDelivered !== null && (
          <>
            <dt>{t('lastMessage')}</dt>
            <dd>
              <details>
                <summary>{moment(lastDelivered.at)}</summary>
                <code>{lastDelivered.message}</code>
              </details>
            </dd>
          </>
        )}
        {lastError !== null && (
          <>
            <dt>{t('lastError')}</dt>
            <dd>
              {moment(lastError.at)} <small>{errorText(lastError)}</small>
            </dd>
          </>
        )}
      </dl>
      {problem === null && (
        <p class="buttons">
          <button type="button" disabled={isSending} onClick={() => void send()}>
            {t(isSending ? 'sendingTest' : 'testMessage')}
          </button>
          <span role="status" class={test?.taken === false ? 'error' : ''}>
            {test !== null &&
              (test.taken
                ? t('testTaken', { ms: test.ms.toFixed(0) })
                : t('testRefused', { error: test.error === null ? '' : errorText(test.error) }))}
          </span>
        </p>
      )}
    </>
  );
}

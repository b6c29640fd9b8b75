import { useEffect, useState } from 'preact/hooks';
import { api, ApiError, send } from './api.ts';
import { comebacks, reachable } from './connection.ts';
import { AlarmBanner } from './components/AlarmBanner.tsx';
import { PersonChoice } from './components/PersonChoice.tsx';
import { AlarmsPage } from './pages/AlarmsPage.tsx';
import { HistoryPage } from './pages/HistoryPage.tsx';
import { InspectPage } from './pages/InspectPage.tsx';
import { LivePage } from './pages/LivePage.tsx';
import { OperatorPage } from './pages/OperatorPage.tsx';
import { ProductsPage } from './pages/ProductsPage.tsx';
import { ReportPage } from './pages/ReportPage.tsx';
import { ReviewPage } from './pages/ReviewPage.tsx';
import { SetupPage } from './pages/SetupPage.tsx';
import { SettingsPage } from './pages/SettingsPage.tsx';
import { StoragePage } from './pages/StoragePage.tsx';
import {
  attempt,
  failure,
  inBackground,
  language,
  loadProducts,
  loadSession,
  loginNeeded,
  may,
  messageOf,
  product,
  productId,
  products,
  route,
  session,
  theme,
  undoable,
} from './state.ts';
import { t } from './t.ts';
import { type Language, languageNames, languages } from './texts/languages.ts';

const pages = {
  products: ProductsPage,
  setup: SetupPage,
  inspect: InspectPage,
  history: HistoryPage,
  review: ReviewPage,
  live: LivePage,
  alarms: AlarmsPage,
  report: ReportPage,
  settings: SettingsPage,
  storage: StoragePage,
} as const;

/** Pages without a place of their own in the bar, with the one that leads there. */
const below: Partial<Record<PageName, PageName>> = { setup: 'products', storage: 'settings' };

/** For how long the way back is offered; what was removed is in the waste bin after that. */
const UNDO_MS = 20_000;

type PageName = keyof typeof pages;

/** The console: one page at a time below a bar. */
export function App() {
  useEffect(() => {
    void inBackground(async () => {
      await loadSession();
      await loadProducts();
    });
  }, [comebacks.value]);
  if (loginNeeded.value) return <Login />;
  if (session.value === null) return <Notices />;
  // Nothing but the line is on the operator's screen.
  if (route.value[0] === 'operator')
    return (
      <>
        <Notices />
        <OperatorPage />
      </>
    );
  const name: PageName = route.value[0] in pages ? (route.value[0] as PageName) : 'products';
  const Page = pages[name];
  return (
    <>
      <a class="skip" href="#content" onClick={skipToContent}>
        {t('skip')}
      </a>
      <Bar page={name} />
      <Notices />
      <AlarmBanner />
      <main id="content" tabIndex={-1}>
        <Page key={`${name} ${product.value?.id}`} />
      </main>
    </>
  );
}

/** What a person must know on every page: that the station is gone, and what went wrong last. */
function Notices() {
  return (
    <>
      {!reachable.value && (
        <p class="failure" role="status">
          {t('connectionLost')}
        </p>
      )}
      {failure.value !== null && (
        <div class="failure" role="alert">
          <span>{failure.value}</span>
          <button type="button" onClick={() => (failure.value = null)}>
            {t('putAway')}
          </button>
        </div>
      )}
      {undoable.value !== null && <Undo key={undoable.value.text} {...undoable.value} />}
    </>
  );
}

/** What was done last, and the way back. */
function Undo({ text, undo }: { readonly text: string; readonly undo: () => Promise<unknown> }) {
  useEffect(() => {
    const timer = setTimeout(() => (undoable.value = null), UNDO_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="undo" role="status">
      <span>{text}</span>
      <button
        type="button"
        class="primary"
        onClick={() => {
          undoable.value = null;
          void attempt(undo);
        }}
      >
        {t('undo')}
      </button>
      <button type="button" class="quiet" onClick={() => (undoable.value = null)}>
        {t('putAway')}
      </button>
    </div>
  );
}

function skipToContent(event: Event) {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function Bar({ page }: { readonly page: PageName }) {
  const names = (Object.keys(pages) as PageName[]).filter(
    (name) => !(name in below) && (name !== 'settings' || may('admin')),
  );
  return (
    <header class="bar">
      <strong class="brand">nominal</strong>
      <nav aria-label="nominal">
        {names.map((name) => (
          <a
            key={name}
            href={`#/${name}`}
            aria-current={name === (below[page] ?? page) ? 'page' : undefined}
          >
            {t(name)}
          </a>
        ))}
        {product.value !== null && <a href={`#/operator/${product.value.id}`}>{t('operator')}</a>}
      </nav>
      <span class="spacer" />
      {products.value.length > 0 && (
        <label class="chooser">
          <span>{t('product')}</span>
          <select
            aria-label={t('product')}
            value={product.value?.id}
            onChange={(event) => (productId.value = event.currentTarget.value)}
          >
            {products.value.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {may('review') && <PersonChoice />}
      <Switches />
      {session.value?.tokenRequired === true && (
        <button
          type="button"
          class="quiet"
          onClick={() =>
            void attempt(async () => {
              await api('session', { method: 'DELETE' });
              loginNeeded.value = true;
            })
          }
        >
          {t('logout')}
        </button>
      )}
    </header>
  );
}

/** Language and theme. */
function Switches() {
  const themes = ['auto', 'light', 'dark'] as const;
  return (
    <>
      <select
        class="quiet language"
        aria-label={t('language')}
        value={language.value}
        onChange={(event) => (language.value = event.currentTarget.value as Language)}
      >
        {languageNames.map((name) => (
          <option key={name} value={name} lang={languages[name].html}>
            {languages[name].name}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="quiet"
        aria-label={t('theme')}
        title={t('theme')}
        onClick={() => (theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length])}
      >
        {{ auto: '◐', light: '☀', dark: '☾' }[theme.value]}
      </button>
    </>
  );
}

function Login() {
  const [token, setToken] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  const enter = async () => {
    try {
      setRefusal(null);
      await send('POST', 'session', { token: token.trim() });
      await loadSession();
      await loadProducts();
    } catch (error) {
      const unknown = error instanceof ApiError && error.code === 'UNAUTHORIZED';
      setRefusal(unknown ? t('unknownToken') : messageOf(error));
    }
  };
  return (
    <>
      <header class="bar">
        <strong class="brand">nominal</strong>
        <span class="spacer" />
        <Switches />
      </header>
      <Notices />
      <main class="login">
        <form
          class="card"
          onSubmit={(event) => {
            event.preventDefault();
            void enter();
          }}
        >
          <h1>{t('login')}</h1>
          <label>
            {t('token')}
            <input
              type="password"
              required
              autocomplete="current-password"
              value={token}
              aria-invalid={refusal !== null}
              aria-describedby="refusal"
              onInput={(event) => setToken(event.currentTarget.value)}
            />
          </label>
          <p id="refusal" class="error" role="alert">
            {refusal}
          </p>
          <button type="submit" class="primary">
            {t('enter')}
          </button>
        </form>
      </main>
    </>
  );
}

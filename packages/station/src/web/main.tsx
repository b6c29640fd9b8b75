import { render } from 'preact';
import { App } from './App.tsx';
import './style.css';
import './operator.css';
import { untilTexts } from './t.ts';

void untilTexts().then(() => render(<App />, document.body));

import { Assistant } from './assistant.jsx';

export default function Page() {
  return (
    <main>
      <h1>Next</h1>
      <Assistant />
    </main>
  );
}

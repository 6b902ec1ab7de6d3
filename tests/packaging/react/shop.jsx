import { useRef, useState } from 'react';
import { VizochokWidget } from '@vizochok/widget/react';

const apiBase = import.meta.env.VITE_API ?? location.origin;

export function Shop() {
  const assistant = useRef(null);
  const [open, setOpen] = useState(true);
  const [name, setName] = useState('Helper');
  const [items, setItems] = useState(0);
  return (
    <main>
      <h1>React</h1>
      <p id="cart">{items} in the cart</p>
      <button id="ask" onClick={() => assistant.current.open()}>Ask</button>
      <button id="rename" onClick={() => setName('Adviser')}>Rename</button>
      <button id="leave" onClick={() => setOpen(false)}>Leave</button>
      {open && (
        <VizochokWidget
          ref={assistant}
          apiKey="pk_demo"
          storeId="demo-store"
          language="en"
          apiBase={apiBase}
          botName={name}
          theme={{ mode: 'light' }}
          onCartChanged={(cart) => setItems(cart.items.length)}
        />
      )}
    </main>
  );
}

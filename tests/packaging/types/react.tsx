// Compiled, never run, with the types of React 18 and of React 19. A line after `@ts-expect-error` must be an error, or
// the compiler complains.

import { useRef } from 'react';
import type { VIZOCHOKWidget } from '@vizochok/widget';
import '@vizochok/widget/element';
import { VizochokWidget } from '@vizochok/widget/react';

export function Shop() {
  const assistant = useRef<VIZOCHOKWidget>(null);
  return (
    <main onClick={() => assistant.current?.open()}>
      <VizochokWidget
        ref={assistant}
        apiKey="pk_demo"
        storeId="demo-store"
        theme={{ mode: 'dark' }}
        onCartChanged={(cart) => cart.total.toFixed(2)}
      />
      <VizochokWidget inline id="chat" className="chat" style={{ height: 400 }} apiKey="pk_demo" storeId="demo-store" />
      <vizochok-widget api-key="pk_demo" store-id="demo-store" theme={{ mode: 'dark' }} class="chat" inline />
      {/* @ts-expect-error: a corner that does not exist */}
      <vizochok-widget position="top" />
      {/* @ts-expect-error: storeId is required */}
      <VizochokWidget apiKey="pk_demo" />
      {/* @ts-expect-error: there is no such mode */}
      <VizochokWidget apiKey="pk_demo" storeId="demo-store" theme={{ mode: 'sepia' }} />
    </main>
  );
}

'use client';

import { VizochokWidget } from '@vizochok/widget/react';

/** The API of this shop has the address of the page, which only the browser knows. */
export function Assistant() {
  const apiBase = typeof location === 'undefined' ? undefined : location.origin;
  return <VizochokWidget apiKey="pk_demo" storeId="demo-store" language="en" apiBase={apiBase} />;
}

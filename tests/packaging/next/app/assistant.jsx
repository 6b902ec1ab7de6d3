'use client';

import { useEffect } from 'react';
import { VIZOCHOKWidget } from '@vizochok/widget';

export function Assistant() {
  useEffect(() => {
    const widget = new VIZOCHOKWidget({
      apiKey: 'pk_demo',
      storeId: 'demo-store',
      language: 'en',
      apiBase: location.origin,
    });
    widget.mount();
    return () => widget.destroy();
  }, []);
  return null;
}

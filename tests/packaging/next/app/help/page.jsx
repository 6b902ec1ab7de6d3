import { VizochokWidget } from '@vizochok/widget/react';

/** A component of the server that uses the widget without one of its own for the browser. */
export default function Help() {
  return <VizochokWidget inline className="assistant" apiKey="pk_demo" storeId="demo-store" />;
}
